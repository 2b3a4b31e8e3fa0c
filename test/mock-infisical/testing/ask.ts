import { issueToken } from '../auth/token.ts';
import { toMockRequest } from '../request.ts';
import { respond } from '../respond.ts';
import type { Seed } from '../seed.ts';
import { createState, type MockState, type StateOptions } from '../state.ts';

/** A state for tests of the routes alone, without a server: no limits, and a clock that stands still. */
export function testState(seed: Seed, options: Partial<StateOptions> = {}): MockState {
  return createState(seed, {
    dialect: 'v4-2026',
    allInOne: false,
    lockout: true,
    rateLimits: {},
    now: () => 1_800_000_000_000,
    caPem: '',
    ...options,
  });
}

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Hands a request straight to the routes. */
export function ask(
  state: MockState,
  method: string,
  url: string,
  { headers = {}, body = '' }: { headers?: Readonly<Record<string, string>>; body?: string } = {},
): Asked {
  const parts = { method, url, headers, body, bodyBytes: Buffer.byteLength(body) };
  const answer = respond(state, toMockRequest({ ...parts, socketAddress: '192.0.2.1', connection: 1 }));
  return { status: answer.status, headers: answer.headers, text: answer.body };
}

/** A GET with a fresh token of the identity. */
export function askAs(state: MockState, clientId: string, url: string): Asked {
  return ask(state, 'GET', url, { headers: bearer(state, clientId) });
}

/** The Authorization header of a fresh token. */
export function bearer(state: MockState, clientId: string): { readonly authorization: string } {
  return { authorization: `Bearer ${freshToken(state, clientId)}` };
}

export function freshToken(state: MockState, clientId: string): string {
  const identity = state.identities.get(clientId);
  if (identity === undefined) {
    throw new Error(`no identity ${clientId}`);
  }
  return issueToken(state, identity, null).accessToken;
}

/** POSTs JSON. */
export function post(state: MockState, path: string, fields: unknown): Asked {
  const headers = { 'content-type': 'application/json' };
  return ask(state, 'POST', path, { headers, body: JSON.stringify(fields) });
}

/** The parsed body. */
export function json(answer: { readonly text: string }): unknown {
  const value: unknown = JSON.parse(answer.text);
  return value;
}

export interface Outcome {
  readonly status: number;
  readonly body: unknown;
}

/** Status and parsed body. */
export function outcome(answer: Asked): Outcome {
  return { status: answer.status, body: json(answer) };
}
