import { describe, expect, it } from 'vitest';
import { sealAnswer, textAnswer } from './answer.ts';
import { demoIdentity, demoSeed } from './demo-seed.ts';
import type { Dialect } from './dialect.ts';
import { ask, askAs, bearer, json, post, testState } from './testing/ask.ts';

const { clientId, clientSecret } = demoIdentity;
const list = '/api/v4/secrets?projectId=demo-project&environment=prod';
const listOf2024 = '/api/v3/secrets/raw?workspaceId=demo-project&environment=prod';

describe('routes', () => {
  it.each<[Dialect, string, string, string]>([
    ['v4-2026', 'GET', '/api/v4/nothing?a=b', 'missing'],
    ['v4-2026', 'POST', list, 'missing'],
    ['v4-2026', 'PUT', '/api/v1/auth/universal-auth/login', 'missing'],
    ['v4-2026', 'POST', '/v1/auth/universal-auth/login', 'missing'],
    ['v4-2026', 'GET', '/v4/secrets', 'page'],
    ['v4-2026', 'GET', '/', 'page'],
    ['v4-2026', 'GET', `/${list}`, 'page'],
    ['v4-2025', 'GET', '/v4/secrets', 'page'],
    ['v3-2024', 'GET', '/v4/secrets', 'missing'],
    ['v3-2024', 'GET', list, 'missing'],
    ['v3-2024', 'GET', '/api/v1/projects/demo-project', 'missing'],
    ['v4-2026', 'GET', `/api/v4/secrets/${'L'.repeat(101)}?projectId=demo-project`, 'missing'],
    ['v4-2026', 'GET', `/api/v4/secrets/${'L'.repeat(100)}?projectId=demo-project`, 'known'],
    ['v4-2026', 'GET', list.replace('?', '/?'), 'known'],
    ['v4-2026', 'HEAD', list, 'known'],
    ['v4-2026', 'GET', listOf2024, 'known'],
    ['v4-2026', 'OPTIONS', list, 'preflight'],
    ['v4-2026', 'GET', '/api/v4/secrets/%E0%A4%A', 'undecodable'],
  ])('%s %s %s: %s', (dialect, method, url, kind) => {
    const state = testState(demoSeed, { dialect });
    const { status, headers, text } = ask(state, method, url, { headers: bearer(state, clientId) });
    const type = headers['content-type'] ?? '';
    const message = `Route ${method}:${url} not found`;
    const missing = JSON.stringify({ message, error: 'Not Found', statusCode: 404 });
    const found =
      text === missing && status === 404
        ? 'missing'
        : type.startsWith('text/html') && status === 200
          ? 'page'
          : type === 'text/plain' && status === 400
            ? 'preflight'
            : text.includes('FST_ERR_BAD_URL')
              ? 'undecodable'
              : 'known';
    expect(found).toBe(kind);
  });

  it('answer JSON with its character set', () => {
    const answer = askAs(testState(demoSeed), clientId, list);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('tell the state of the server without a token', () => {
    expect(json(ask(testState(demoSeed), 'GET', '/api/status'))).toMatchObject({
      date: '2027-01-15T08:00:00.000Z',
      message: 'Ok',
    });
  });
});

describe('rate limits', () => {
  const login = '/api/v1/auth/universal-auth/login';
  const limited = (dialect: Dialect) => {
    const clock = { nowMs: 0 };
    const rateLimits = { secretsPerMinute: 2, loginsPerMinute: 1 };
    const state = testState(demoSeed, { dialect, rateLimits, now: () => clock.nowMs });
    return { clock, state };
  };

  it('count down, refuse with the time to wait, and begin anew after a minute', () => {
    const { clock, state } = limited('v4-2026');
    const headers = bearer(state, clientId);
    const seen = [0, 10, 10, 39, 1].map((secondsLater) => {
      clock.nowMs += secondsLater * 1000;
      const answer = ask(state, 'GET', list, { headers });
      const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'];
      return [answer.status, ...names.map((name) => answer.headers[name])];
    });
    expect(seen).toEqual([
      [200, '2', '1', '60', undefined],
      [200, '2', '0', '50', undefined],
      [429, '2', '0', '40', '40'],
      [429, '2', '0', '1', '1'],
      [200, '2', '1', '60', undefined],
    ]);
  });

  it.each<[Dialect, Readonly<Record<string, unknown>>]>([
    [
      'v4-2026',
      {
        reqId: expect.any(String),
        statusCode: 429,
        error: 'RateLimitExceeded',
        message: 'Rate limit exceeded. Please try again in 60 seconds',
      },
    ],
    [
      'v3-2024',
      { statusCode: 429, error: 'Too Many Requests', message: 'Rate limit exceeded, retry in 1 minute' },
    ],
  ])('%s words it in its own way', (dialect, body) => {
    const { state } = limited(dialect);
    post(state, login, { clientId, clientSecret });
    expect(json(post(state, login, { clientId, clientSecret }))).toEqual(body);
  });

  it('are shared by all secret routes since 2025, and apart in 2024', () => {
    const statuses = (['v4-2026', 'v3-2024'] as const).map((dialect) => {
      const { state } = limited(dialect);
      const headers = bearer(state, clientId);
      const one = listOf2024.replace('raw?', 'raw/GREETING?');
      return [listOf2024, listOf2024, one].map((url) => ask(state, 'GET', url, { headers }).status);
    });
    expect(statuses).toEqual([
      [200, 200, 429],
      [200, 200, 200],
    ]);
  });

  it('are per client address', () => {
    const { state } = limited('v4-2026');
    const statuses = ['192.0.2.1', '192.0.2.2', '192.0.2.1'].map((address) => {
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
      return ask(state, 'POST', login, { headers, body: JSON.stringify({ clientId, clientSecret }) }).status;
    });
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('are absent by default', () => {
    const { headers } = askAs(testState(demoSeed), clientId, list);
    expect(Object.keys(headers)).toEqual(['content-type']);
  });
});

describe('ETag', () => {
  const etag = '"Kq5sNclPz7QV2+lfQIuc6R7oRu0="';
  it.each([
    [undefined, 200, 'hello world', '11'],
    ['"other"', 200, 'hello world', '11'],
    [etag, 304, '', '0'],
    [`W/${etag}`, 304, '', '0'],
  ])('If-None-Match %s gives %d', (ifNoneMatch, status, body, length) => {
    const sealed = sealAnswer(textAnswer(200, 'text/plain', 'hello world'), ifNoneMatch);
    expect(sealed).toMatchObject({ status, body, headers: { etag, 'content-length': length } });
  });

  it('stays the same while nothing changes', () => {
    const state = testState(demoSeed);
    const bodies = [1, 2].map(() => askAs(state, clientId, list).text);
    expect(bodies[0]).toBe(bodies[1]);
  });
});
