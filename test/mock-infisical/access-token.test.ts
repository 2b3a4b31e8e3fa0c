import { describe, expect, it } from 'vitest';
import { signJwt } from './auth/jwt.ts';
import { demoIdentity, demoSeed } from './demo-seed.ts';
import { isRecord } from './is-record.ts';
import type { Seed } from './seed.ts';
import type { MockState } from './state.ts';
import { ask, askAs, freshToken, json, outcome, post, testState } from './testing/ask.ts';
import { refused } from './testing/refused.ts';

const secrets = '/api/v4/secrets?projectId=demo-project&environment=prod';
const seed: Seed = {
  ...demoSeed,
  identities: [
    { ...demoIdentity, clientId: 'good', accessTokenTtlSeconds: 60, accessTokenMaxTtlSeconds: 150 },
    { ...demoIdentity, clientId: 'twice', accessTokenUsesLimit: 2 },
  ],
};

describe('an access token of a v4 dialect', () => {
  const unauthorized = (message: string) => refused(401, 'UnauthorizedError', message);
  const expired = refused(403, 'TokenError', 'Your token has expired. Please re-authenticate.');

  it.each([
    ['none', {}, unauthorized('Token missing')],
    ['garbage', { authorization: 'Bearer garbage' }, refused(403, 'TokenError', expect.any(String))],
    [
      'of another server',
      { authorization: `Bearer ${signJwt({ identityAccessTokenId: 'x' }, 'other key')}` },
      refused(403, 'TokenError', 'invalid signature'),
    ],
    ['a service token', { authorization: 'Bearer st.a.b.c' }, unauthorized('No identity access token found')],
  ])('is refused: %s', (_, headers, expected) => {
    expect(outcome(ask(testState(seed), 'GET', secrets, { headers }))).toEqual(expected);
  });

  it('is good for its life time, renewed up to the maximum', () => {
    let nowMs = 1_800_000_000_000;
    const state = testState(seed, { now: () => nowMs });
    const first = freshToken(state, 'good');
    const list = (token: string) =>
      outcome(ask(state, 'GET', secrets, { headers: { authorization: `Bearer ${token}` } }));
    nowMs += 59_000;
    expect(list(first)).toMatchObject({ status: 200 });
    const renewed = renew(state, first);
    expect(renewed).not.toBe(first);
    nowMs += 1000;
    expect(list(first)).toEqual(expired);
    expect(list(renewed)).toMatchObject({ status: 200 });
    nowMs += 57_000;
    const body = { accessToken: renewed };
    expect(outcome(post(state, '/api/v1/auth/token/renew', body))).toMatchObject({ status: 401 });
    expect(list(renewed)).toEqual(unauthorized('No identity access token found'));
  });

  it('is gone once revoked', () => {
    const state = testState(seed);
    const accessToken = freshToken(state, 'good');
    const answers = [1, 2].map(() => outcome(post(state, '/api/v1/auth/token/revoke', { accessToken })));
    expect(answers).toEqual([
      { status: 200, body: { message: 'Successfully revoked access token' } },
      unauthorized('No identity access token found'),
    ]);
  });

  it('has a limit of uses', () => {
    const state = testState(seed);
    const headers = { authorization: `Bearer ${freshToken(state, 'twice')}` };
    const statuses = [1, 2, 3, 4].map(() => ask(state, 'GET', secrets, { headers }).status);
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it('of the demo identity lists the demo', () => {
    const url = '/api/v4/secrets?projectId=demo-project&environment=prod';
    expect(askAs(testState(demoSeed), demoIdentity.clientId, url).status).toBe(200);
  });
});

function renew(state: MockState, accessToken: string): string {
  const answer = json(post(state, '/api/v1/auth/token/renew', { accessToken }));
  expect(answer).toMatchObject({ tokenType: 'Bearer', accessToken: expect.any(String) });
  return isRecord(answer) ? String(answer['accessToken']) : '';
}
