import { describe, expect, it } from 'vitest';
import { rotateClientSecret } from './change-state.ts';
import type { Seed, SeedIdentity } from './seed.ts';
import type { StateOptions } from './state.ts';
import { ask, json, outcome, post, testState } from './testing/ask.ts';
import { refused } from './testing/refused.ts';

const path = '/api/v1/auth/universal-auth/login';
const good = { clientId: 'good', clientSecret: 'right' };

function identity(clientId: string, fields: Partial<SeedIdentity> = {}): SeedIdentity {
  return { clientId, clientSecret: 'right', projects: [], ...fields };
}

const seed: Seed = {
  identities: [
    identity('good', { accessTokenTtlSeconds: 60, accessTokenMaxTtlSeconds: 150 }),
    identity('expired', { expired: true }),
    identity('once', { usesLeft: 1 }),
    identity('revoked', { revoked: true }),
    identity('elsewhere', { trustedAddresses: ['10.9.8.0/24', '2001:db8::/32'] }),
    identity('branch', { subOrganizations: ['branch-office'] }),
  ],
  projects: [],
};

const invalid = refused(401, 'UnauthorizedError', 'Invalid credentials');
const locked = refused(
  401,
  'UnauthorizedError',
  'This identity auth method is temporarily locked, please try again later',
);

describe('login of a v4 dialect', () => {
  it.each([
    ['unknown client id', { clientId: 'nobody', clientSecret: 'x' }, invalid],
    ['wrong client secret', { ...good, clientSecret: 'wrong' }, invalid],
    ['revoked client secret', { ...good, clientId: 'revoked' }, invalid],
    [
      'expired client secret',
      { ...good, clientId: 'expired' },
      refused(401, 'UnauthorizedError', 'Access denied due to expired client secret'),
    ],
    [
      'untrusted address',
      { ...good, clientId: 'elsewhere' },
      refused(
        403,
        'ForbiddenError',
        'You are not allowed to access this resource from the current IP address',
      ),
    ],
    [
      'unknown sub-organisation',
      { ...good, organizationSlug: 'nowhere' },
      refused(404, 'NotFound', 'Sub organization with name nowhere not found'),
    ],
    [
      'sub-organisation of others',
      { ...good, organizationSlug: 'branch-office' },
      refused(401, 'UnauthorizedError', 'Identity not authorized to access sub organization branch-office'),
    ],
    [
      'missing field',
      { clientId: 'good' },
      refused(422, 'ValidationFailure', [expect.objectContaining({ path: ['clientSecret'] })]),
    ],
    [
      'empty field',
      { clientId: 'good', clientSecret: ' ' },
      refused(422, 'ValidationFailure', [expect.objectContaining({ code: 'too_small' })]),
    ],
  ])('refuses: %s', (_, fields, expected) => {
    expect(outcome(post(testState(seed), path, fields))).toEqual(expected);
  });

  it.each([
    ['not JSON', 'application/json', '{"clientId": '],
    ['empty JSON', 'application/json', ''],
    ['another media type', 'application/xml', '<a/>'],
    ['over 1 MiB', 'application/json', JSON.stringify({ ...good, more: 'x'.repeat(1_048_576) })],
  ])('answers 500 to a body it cannot read: %s', (_, type, body) => {
    const answer = ask(testState(seed), 'POST', path, { headers: { 'content-type': type }, body });
    expect(outcome(answer)).toEqual(refused(500, 'InternalServerError', 'Something went wrong'));
  });

  it('accepts padded credentials, a form, and a sub-organisation of the identity', () => {
    const state = testState(seed);
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const answers = [
      post(state, path, { clientId: ' good\n', clientSecret: 'right\n' }),
      ask(state, 'POST', path, { ...form, body: 'clientId=good&clientSecret=right' }),
      post(state, path, { ...good, clientId: 'branch', organizationSlug: 'branch-office' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(json(answers[0] ?? { text: '' })).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresIn: 60,
      accessTokenMaxTTL: 150,
      tokenType: 'Bearer',
    });
    expect([...state.tokens.values()].map((token) => token.organizationSlug)).toEqual([
      null,
      null,
      'branch-office',
    ]);
  });

  it('believes X-Forwarded-For', () => {
    const body = JSON.stringify({ ...good, clientId: 'elsewhere' });
    const statuses = ['10.9.8.7', '2001:db8::1', '10.9.9.7'].map((address) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
      return ask(testState(seed), 'POST', path, { headers, body }).status;
    });
    expect(statuses).toEqual([200, 200, 403]);
  });

  it('is broken by a bad Authorization header', () => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer garbage' };
    const answer = ask(testState(seed), 'POST', path, { headers, body: JSON.stringify(good) });
    expect(outcome(answer)).toMatchObject({ status: 403, body: { error: 'TokenError' } });
  });

  it('marks an expired and a used-up client secret as revoked', () => {
    const state = testState(seed);
    const messages = ['expired', 'expired', 'once', 'once', 'once'].map((clientId) =>
      json(post(state, path, { ...good, clientId })),
    );
    expect(messages).toMatchObject([
      { message: 'Access denied due to expired client secret' },
      { message: 'Invalid credentials' },
      { tokenType: 'Bearer' },
      { message: 'Access denied due to client secret usage limit reached' },
      { message: 'Invalid credentials' },
    ]);
  });

  it('takes the new client secret after a rotation', () => {
    const state = testState(seed);
    rotateClientSecret(state, 'good', 'new');
    expect(post(state, path, good).status).toBe(401);
    expect(post(state, path, { ...good, clientSecret: 'new' }).status).toBe(200);
  });
});

describe('lockout', () => {
  const success = { status: 200 };
  it.each<[string, Partial<StateOptions>, string, object]>([
    // steps: seconds later, client secret
    ['the third refusal locks', {}, '0 wrong, 1 wrong, 1 wrong, 1 right', locked],
    ['two do not', {}, '0 wrong, 1 wrong, 1 right', success],
    ['each refusal begins the 30 s anew', {}, '0 wrong, 29 wrong, 29 wrong, 1 right', locked],
    ['30 s forget refusals', {}, '0 wrong, 1 wrong, 30 wrong, 1 right', success],
    ['a success forgets them', {}, '0 wrong, 1 wrong, 1 right, 1 wrong, 1 right', success],
    ['locked for 300 s', {}, '0 wrong, 0 wrong, 0 wrong, 299 right', locked],
    ['not longer', {}, '0 wrong, 0 wrong, 0 wrong, 300 right', success],
    ['switched off', { lockout: false }, '0 wrong, 0 wrong, 0 wrong, 0 right', success],
    ['not in 2024', { dialect: 'v3-2024' }, '0 wrong, 0 wrong, 0 wrong, 0 right', success],
  ])('%s', (_, options, steps, expected) => {
    let nowMs = 0;
    const state = testState(seed, { now: () => nowMs, ...options });
    const answers = steps.split(', ').map((step) => {
      const [secondsLater, clientSecret] = step.split(' ');
      nowMs += Number(secondsLater) * 1000;
      return outcome(post(state, path, { ...good, clientSecret }));
    });
    expect(answers.at(-1)).toMatchObject(expected);
  });

  it('counts no unknown client id', () => {
    const state = testState(seed);
    const statuses = Array.from({ length: 5 }, () =>
      json(post(state, path, { ...good, clientId: 'nobody' })),
    );
    expect(statuses).toEqual(Array.from({ length: 5 }, () => expect.objectContaining(invalid.body)));
  });
});
