import { BlockList, isIPv6 } from 'node:net';
import { type Answer, jsonAnswer } from '../answer.ts';
import { isRecord } from '../is-record.ts';
import { bodyReader } from '../issues.ts';
import { Refusal } from '../refusal.ts';
import type { RouteContext } from '../route.ts';
import type { MockState, StoredIdentity } from '../state.ts';
import { countRefusedLogin, forgetRefusedLogins, isLocked } from './lockout.ts';
import { issueToken } from './token.ts';

/** `POST /api/v1/auth/universal-auth/login`. Source: infisical-api.md sections 2.1 and 2.2, group `login`. */
export function login({ state, request, body }: RouteContext): Answer {
  const old = state.dialect === 'v3-2024';
  const reader = bodyReader(body, old);
  const clientId = reader.text('clientId');
  const clientSecret = reader.text('clientSecret');
  reader.finish();
  const identity = state.identities.get(clientId);
  if (identity === undefined) {
    throw new Refusal('credentials-invalid');
  }
  if (isLocked(state, clientId)) {
    throw new Refusal('identity-locked');
  }
  if (identity.trustedAddresses !== null && !isWithin(request.address, identity.trustedAddresses)) {
    throw new Refusal('address-untrusted');
  }
  checkClientSecret(state, identity, clientSecret);
  // Servers of 2024 do not know sub-organisations and ignore the field (recorded: 024).
  const organizationSlug = old ? null : subOrganization(state, identity, body);
  if (identity.usesLeft !== null) {
    identity.usesLeft -= 1;
  }
  forgetRefusedLogins(state, clientId);
  return jsonAnswer(200, issueToken(state, identity, organizationSlug));
}

function checkClientSecret(state: MockState, identity: StoredIdentity, clientSecret: string): void {
  if (identity.revoked || identity.clientSecret !== clientSecret) {
    countRefusedLogin(state, identity.clientId);
    throw new Refusal('credentials-invalid');
  }
  if (identity.expired) {
    identity.revoked = true;
    throw new Refusal('client-secret-expired');
  }
  if (identity.usesLeft === 0) {
    identity.revoked = true;
    throw new Refusal('client-secret-used-up');
  }
}

function subOrganization(state: MockState, identity: StoredIdentity, body: unknown): string | null {
  const slug = isRecord(body) ? body['organizationSlug'] : undefined;
  if (typeof slug !== 'string') {
    return null;
  }
  if (identity.subOrganizations.includes(slug)) {
    return slug;
  }
  const exists = state.identities.values().some((other) => other.subOrganizations.includes(slug));
  throw new Refusal(exists ? 'sub-organization-denied' : 'sub-organization-unknown', { fill: { slug } });
}

function isWithin(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', prefix] = network.split('/');
    const family = isIPv6(base) ? 'ipv6' : 'ipv4';
    list.addSubnet(base, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
