import type { MockState } from '../state.ts';

const refusalsAllowed = 3;
const counterResetMs = 30_000;
const lockMs = 300_000;

/** Whether logins of this client id are refused at the moment, right or wrong. */
export function isLocked(state: MockState, clientId: string): boolean {
  const lockout = state.lockouts.get(clientId);
  return lockout !== undefined && state.now() < lockout.lockedUntilMs;
}

/**
 * Counts a refused login. The third within 30 s of the one before locks the client id for 300 s; each refusal
 * begins the 30 s anew. Source: infisical-api.md section 2.2.
 */
export function countRefusedLogin(state: MockState, clientId: string): void {
  if (!state.lockout || state.dialect === 'v3-2024') {
    return;
  }
  const nowMs = state.now();
  const before = state.lockouts.get(clientId);
  const counted = before !== undefined && nowMs < before.lastRefusalAtMs + counterResetMs;
  const refusals = (counted ? before.refusals : 0) + 1;
  const locked = refusals >= refusalsAllowed;
  state.lockouts.set(clientId, {
    refusals: locked ? 0 : refusals,
    lastRefusalAtMs: nowMs,
    lockedUntilMs: locked ? nowMs + lockMs : 0,
  });
}

/** A login that succeeds clears the counter. */
export function forgetRefusedLogins(state: MockState, clientId: string): void {
  state.lockouts.delete(clientId);
}
