import { Refusal } from '../refusal.ts';
import type { MockRequest } from '../request.ts';
import type { MockState, StoredIdentity } from '../state.ts';
import { findToken, refuseStaleToken } from './token.ts';

/**
 * The identity behind the Authorization header, null without the header. Runs on every known route, so that a
 * bad header breaks a login too (recorded: 042). Each call uses up one of the token's uses.
 */
export function authenticate(state: MockState, request: MockRequest): StoredIdentity | null {
  const header = request.headers['authorization'];
  if (header === undefined) {
    return null;
  }
  // The real server too cuts at a fixed place and never looks at the scheme (recorded: 175 to 177).
  const known = findToken(state, header.slice('Bearer '.length));
  refuseStaleToken(state, known);
  const { token, identity } = known;
  if (identity.accessTokenUsesLimit > 0 && token.uses >= identity.accessTokenUsesLimit) {
    state.tokens.delete(token.id);
    throw new Refusal('token-used-up');
  }
  token.uses += 1;
  return identity;
}
