import { type Answer, jsonAnswer } from '../answer.ts';
import { bodyReader } from '../issues.ts';
import { Refusal } from '../refusal.ts';
import type { RouteContext } from '../route.ts';
import { describeToken, findToken, type KnownToken, refuseStaleToken } from './token.ts';

/**
 * `POST /api/v1/auth/token/renew`. The same text comes back in 2024 (recorded: 185), a new one since. A
 * renewal past the maximum life time is refused and ends the token. Source: infisical-api.md section 2.3.
 */
export function renewToken(context: RouteContext): Answer {
  const { state } = context;
  const known = tokenOfBody(context);
  refuseStaleToken(state, known);
  const { token, identity } = known;
  const nowMs = state.now();
  const maxTtlMs = identity.accessTokenMaxTtlSeconds * 1000;
  if (maxTtlMs > 0 && nowMs + identity.accessTokenTtlSeconds * 1000 > token.createdAtMs + maxTtlMs) {
    state.tokens.delete(token.id);
    throw new Refusal('token-max-ttl-passed');
  }
  token.renewedAtMs = nowMs;
  return jsonAnswer(200, describeToken(state, identity, token));
}

/** `POST /api/v1/auth/token/revoke`. */
export function revokeToken(context: RouteContext): Answer {
  const { token } = tokenOfBody(context);
  context.state.tokens.delete(token.id);
  return jsonAnswer(200, { message: 'Successfully revoked access token' });
}

function tokenOfBody({ state, body }: RouteContext): KnownToken {
  const reader = bodyReader(body, state.dialect === 'v3-2024');
  const accessToken = reader.text('accessToken');
  reader.finish();
  return findToken(state, accessToken);
}
