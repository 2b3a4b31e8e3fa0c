import { randomUUID } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import type { MockState, StoredIdentity, StoredToken } from '../state.ts';
import { checkJwt, type JwtFault, signJwt } from './jwt.ts';

/** The four fields that login and renewal answer with. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly accessTokenMaxTTL: number;
  readonly tokenType: 'Bearer';
}

/** Makes an access token for an identity, as a login does. */
export function issueToken(
  state: MockState,
  identity: StoredIdentity,
  organizationSlug: string | null,
): IssuedToken {
  const nowMs = state.now();
  const token: StoredToken = {
    id: randomUUID(),
    clientId: identity.clientId,
    organizationSlug,
    createdAtMs: nowMs,
    renewedAtMs: nowMs,
    uses: 0,
  };
  state.tokens.set(token.id, token);
  return describeToken(state, identity, token);
}

/**
 * The JWT of a token. Its expiry is the maximum life time in 2024 (recorded: 021), so that a renewed token
 * stays the same text, and the life time from the last renewal since (infisical-api.md section 2.3).
 */
export function describeToken(state: MockState, identity: StoredIdentity, token: StoredToken): IssuedToken {
  const old = state.dialect === 'v3-2024';
  const issuedAt = Math.floor((old ? token.createdAtMs : token.renewedAtMs) / 1000);
  const lifeSeconds = old ? identity.accessTokenMaxTtlSeconds : identity.accessTokenTtlSeconds;
  const payload = {
    identityId: identity.id,
    identityAccessTokenId: token.id,
    authTokenType: 'identityAccessToken',
    iat: issuedAt,
    ...(lifeSeconds > 0 ? { exp: issuedAt + lifeSeconds } : {}),
  };
  return {
    accessToken: signJwt(payload, state.tokenKey),
    expiresIn: identity.accessTokenTtlSeconds,
    accessTokenMaxTTL: identity.accessTokenMaxTtlSeconds,
    tokenType: 'Bearer',
  };
}

/** A token that is known, with the identity it belongs to. */
export interface KnownToken {
  readonly token: StoredToken;
  readonly identity: StoredIdentity;
}

/** Finds the token that an access token's text stands for; refuses what is no token of this server. */
export function findToken(state: MockState, accessToken: string): KnownToken {
  // Service tokens of the old kind are looked up, not decoded (recorded: 181).
  if (accessToken.startsWith('st.')) {
    throw new Refusal('token-unknown');
  }
  const check = checkJwt(accessToken, state.tokenKey, state.now());
  if (!check.valid) {
    throw new Refusal('token-invalid', {
      fill: { reason: check.fault, explanation: explanations[check.fault] },
    });
  }
  const id = check.payload['identityAccessTokenId'];
  const token = typeof id === 'string' ? state.tokens.get(id) : undefined;
  const identity = token === undefined ? undefined : state.identities.get(token.clientId);
  if (token === undefined || identity === undefined) {
    throw new Refusal('token-unknown');
  }
  return { token, identity };
}

/** Refuses and forgets a token whose life time since its last renewal has passed. */
export function refuseStaleToken(state: MockState, { token, identity }: KnownToken): void {
  const ttlMs = identity.accessTokenTtlSeconds * 1000;
  if (ttlMs > 0 && state.now() > token.renewedAtMs + ttlMs) {
    state.tokens.delete(token.id);
    throw new Refusal('token-ttl-passed');
  }
}

const explanations: Readonly<Record<JwtFault, string>> = {
  'jwt must be provided': 'jwt must be provided',
  'jwt malformed': 'The provided access token is malformed.',
  'invalid token': 'invalid token',
  'invalid signature': 'invalid signature',
  'jwt expired': 'Your token has expired. Please re-authenticate.',
};
