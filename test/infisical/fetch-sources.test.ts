import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { Failure } from '../../src/failure/failure.ts';
import { openConnection } from '../../src/infisical/connection.ts';
import { fetchSources } from '../../src/infisical/fetch-sources.ts';
import { openSecretReader } from '../../src/infisical/list-secrets.ts';
import type { RetryContext } from '../../src/infisical/retry.ts';
import { openSession } from '../../src/infisical/session.ts';
import { mergeSources } from '../../src/secrets/merge.ts';
import { SecretValue } from '../../src/secrets/secret-value.ts';
import { parseSpec } from '../../src/spec/read-spec.ts';
import {
  demoIdentity,
  forgetTokens,
  type MockInfisical,
  type MockOptions,
  manySecretsSeed,
  setSecret,
  startMockInfisical,
} from '../mock-infisical/mock-infisical.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function startMock(options: MockOptions = {}): Promise<MockInfisical> {
  const mock = await startMockInfisical(options);
  onTestFinished(() => mock.close());
  return mock;
}

function makeSpec(mock: MockInfisical, fields: Record<string, unknown> = {}) {
  const caFile = join(temporaryDirectory(), 'ca.pem');
  writeFileSync(caFile, mock.caPem);
  return parseSpec(
    JSON.stringify({
      version: 1,
      name: 'app',
      server: { url: mock.url, caFile },
      credentials: { clientIdFile: '/run/id', clientSecretFile: '/run/secret' },
      sources: [{ projectId: 'demo-project', environment: 'prod' }],
      outputs: { env: { format: 'json', path: '/run/x' } },
      ...fields,
    }),
    'spec',
  );
}

/** Pauses are kept and take no time. */
function makeRetry(budgetMs = 60_000): RetryContext & { pauses: number[] } {
  const pauses: number[] = [];
  let nowMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    random: () => 0.5,
    sleep: async (delayMs) => {
      pauses.push(delayMs);
      nowMs += delayMs;
    },
  };
  return { clock, signal: new AbortController().signal, retryUntilMs: budgetMs, onRetry: () => {}, pauses };
}

const credentials = {
  clientId: new SecretValue(demoIdentity.clientId),
  clientSecret: new SecretValue(demoIdentity.clientSecret),
};

async function fetchAll(mock: MockInfisical, fields: Record<string, unknown> = {}, retry = makeRetry()) {
  const fetched = await fetchSources(makeSpec(mock, fields), credentials, retry, {});
  await fetched.finish();
  const { secrets } = mergeSources(fetched.sources.map(({ list }) => list));
  return { fetched, values: new Map([...secrets].map(([key, { value }]) => [key, value.reveal()])) };
}

function paths(mock: MockInfisical): string[] {
  return mock.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
}

const login = 'POST /api/v1/auth/universal-auth/login';
const revoke = 'POST /api/v1/auth/token/revoke';

describe('servers of every generation give the same secrets', () => {
  test.each([
    ['v4-2026', [login, 'GET /api/v4/secrets', revoke]],
    ['v4-2025', [login, 'GET /api/v4/secrets', revoke]],
    ['v3-2024', [login, 'GET /api/v4/secrets', 'GET /api/v3/secrets/raw', revoke]],
  ] as const)('%s', async (dialect, requests) => {
    const mock = await startMock({ dialect });
    const { values } = await fetchAll(mock);
    expect(values.get('DATABASE_URL')).toBe('postgres://app@db.demo.example:5432/app');
    expect(values.get('SMTP_HOST')).toBe('mail.demo.example');
    expect(values.get('OPTIONAL_FLAG')).toBe('');
    expect(values.get('LOG_LEVEL')).toBe('info');
    expect(paths(mock)).toEqual(requests);
  });

  test('the older route is remembered: the second source does not ask again', async () => {
    const mock = await startMock({ dialect: 'v3-2024', allInOne: true });
    const source = { projectId: 'demo-project', environment: 'prod' };
    await fetchAll(mock, { sources: [source, { ...source, projectId: 'demo-shared' }] });
    expect(paths(mock).filter((path) => path.includes('/v4/'))).toHaveLength(1);
  });

  test.each(['v4-2026', 'v4-2025', 'v3-2024'] as const)(
    '%s: imports and references can be switched off',
    async (dialect) => {
      const mock = await startMock({ dialect });
      const { values } = await fetchAll(mock, {
        sources: [{ projectId: 'demo-project', environment: 'prod', imports: false, references: 'literal' }],
      });
      expect(values.has('SMTP_HOST')).toBe(false);
      expect(values.get('DATABASE_URL')).toBe('postgres://app@${DATABASE_HOST}:5432/app');
    },
  );
});

describe('one login and one connection', () => {
  test('serve all sources', async () => {
    const mock = await startMock();
    const source = { projectId: 'demo-project', environment: 'prod' };
    await fetchAll(mock, {
      sources: [source, { ...source, path: '/shared' }, { ...source, projectId: 'demo-shared' }],
    });
    expect(paths(mock).filter((path) => path === login)).toHaveLength(1);
    expect(new Set(mock.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  test('the login carries no authorization header, every list does, and says who asks', async () => {
    const mock = await startMock();
    await fetchAll(mock);
    expect(mock.requests.map(({ headers }) => headers['authorization'] !== undefined)).toEqual([
      false,
      true,
      false,
    ]);
    expect(mock.requests[0]?.headers['user-agent']).toMatch(/^infisical-fetch\/\d+\.\d+\.\d+$/);
  });

  test('the token is revoked, also when a list fails', async () => {
    const mock = await startMock();
    const source = { projectId: 'nowhere', environment: 'prod' };
    await expect(fetchAll(mock, { sources: [source] })).rejects.toMatchObject({ code: 'project-unknown' });
    expect(paths(mock).at(-1)).toBe(revoke);
    expect(mock.state.tokens.size).toBe(0);
  });

  test('a revocation that fails is no failure', async () => {
    const mock = await startMock();
    mock.addFault({ match: { pathPrefix: '/api/v1/auth/token/revoke' }, kind: { type: 'reset' } });
    expect((await fetchAll(mock)).values.size).toBeGreaterThan(5);
  });
});

describe('a token that the server forgot', () => {
  test('costs one more login', async () => {
    const mock = await startMock();
    mock.addFault({
      match: { pathPrefix: '/api/v4' },
      times: 1,
      kind: { type: 'status', status: 403, body: { error: 'TokenError', message: 'x', reqId: 'req-1' } },
    });
    expect((await fetchAll(mock)).values.size).toBeGreaterThan(5);
    expect(paths(mock).filter((path) => path === login)).toHaveLength(2);
  });

  test('twice is a failure', async () => {
    const mock = await startMock();
    mock.addFault({
      match: { pathPrefix: '/api/v4' },
      kind: { type: 'status', status: 401, body: { error: 'UnauthorizedError', message: 'x' } },
    });
    await expect(fetchAll(mock)).rejects.toMatchObject({ code: 'token-refused', exitCode: { number: 77 } });
    expect(paths(mock).filter((path) => path === login)).toHaveLength(2);
  });

  test('a missing permission on a server of 2024 is 401 too, and costs none', async () => {
    const mock = await startMock({ dialect: 'v3-2024' });
    const fault = {
      error: 'PermissionDenied',
      message: 'You are not allowed to read on secrets',
      statusCode: 401,
    };
    mock.addFault({ match: { pathPrefix: '/api/v3' }, kind: { type: 'status', status: 401, body: fault } });
    await expect(fetchAll(mock)).rejects.toMatchObject({ code: 'access-denied' });
    expect(paths(mock).filter((path) => path === login)).toHaveLength(1);
  });
});

describe('a list is asked for again only if it changed', () => {
  test('304 means unchanged, and another byte means a new list', async () => {
    const mock = await startMock();
    const spec = makeSpec(mock);
    const connection = openConnection(spec.server, spec.limits, {});
    onTestFinished(() => connection.close());
    const reader = openSecretReader(
      await openSession(connection, credentials, spec.credentials, makeRetry()),
    );
    const [source] = spec.sources;
    if (source === undefined) throw new Error('no source');
    const first = await reader.list(source, 'sources[0]');
    if (first.kind !== 'list') throw new Error('no list');
    expect(await reader.list(source, 'sources[0]', first.etag)).toEqual({ kind: 'unchanged', route: 'v4' });
    setSecret(mock.state, { projectId: 'demo-project', environment: 'prod' }, 'NEW', '1');
    expect((await reader.list(source, 'sources[0]', first.etag)).kind).toBe('list');
  });
});

describe('one secret by name', () => {
  test.each(['v4-2026', 'v4-2025', 'v3-2024'] as const)('%s', async (dialect) => {
    const mock = await startMock({ dialect });
    const place = { projectId: 'demo-project', environment: 'prod' };
    const odd = { 'with space & = %41': '1', __proto__x: '2' };
    for (const [key, value] of Object.entries(odd)) setSecret(mock.state, place, key, value);
    const long = 'L'.repeat(101);
    setSecret(mock.state, place, long, 'long');
    const spec = makeSpec(mock);
    const connection = openConnection(spec.server, spec.limits, {});
    onTestFinished(() => connection.close());
    const reader = openSecretReader(
      await openSession(connection, credentials, spec.credentials, makeRetry()),
    );
    const [source] = spec.sources;
    if (source === undefined) throw new Error('no source');
    const get = async (key: string) => (await reader.get(source, 'sources[0]', key))?.value.reveal();
    expect(await get('DATABASE_URL')).toBe('postgres://app@db.demo.example:5432/app');
    expect(await get('SMTP_HOST')).toBe('mail.demo.example');
    expect(await get('with space & = %41')).toBe('1');
    expect(await get(long)).toBe('long');
    expect(await get('MISSING')).toBe(undefined);
    await expect(reader.get({ ...source, environment: 'nope' }, 'sources[0]', 'X')).rejects.toMatchObject({
      code: 'path-unknown',
    });
  });
});

describe('rate limits', () => {
  test.each<[name: string, headers: Record<string, string>, pauses: number[]]>([
    ['seconds', { 'retry-after': '7' }, [7250]],
    ['a date', { 'retry-after': 'Thu, 01 Jan 1970 00:00:09 GMT' }, [9250]],
    ['no header', {}, [250]],
    ['nonsense', { 'retry-after': 'soon' }, [250]],
  ])('the server is asked again after the time it names: %s', async (_name, headers, pauses) => {
    const mock = await startMock();
    const retry = makeRetry();
    mock.addFault({
      match: { pathPrefix: '/api/v4' },
      times: 1,
      kind: { type: 'status', status: 429, body: { error: 'RateLimitExceeded', message: 'x' }, headers },
    });
    await fetchAll(mock, {}, retry);
    expect(retry.pauses).toEqual(pauses);
  });

  test('a wait that does not fit into the budget is a failure at once, and says how long', async () => {
    const mock = await startMock();
    const retry = makeRetry();
    mock.addFault({
      match: { pathPrefix: '/api/v4' },
      kind: { type: 'status', status: 429, body: {}, headers: { 'retry-after': '300' } },
    });
    const failure = await fetchAll(mock, {}, retry).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'rate-limited',
      exitCode: { number: 69 },
      message: expect.stringContaining('asks to wait 300 s'),
    });
    expect(retry.pauses).toEqual([]);
  });

  test('the limits of the server itself are kept', async () => {
    const mock = await startMock({ rateLimits: { secretsPerMinute: 1 }, now: () => 0 });
    const source = { projectId: 'demo-project', environment: 'prod' };
    const retry = makeRetry();
    const failure = await fetchAll(mock, { sources: [source, source] }, retry).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'rate-limited' });
  });
});

describe('what the server answers besides', () => {
  test('a redirect is not followed, and the credentials stay here', async () => {
    const [mock, other] = [await startMock(), await startMock({ tls: 'none' })];
    mock.addFault({
      kind: { type: 'redirect', location: `${other.url}/api/v1/auth/universal-auth/login`, status: 307 },
    });
    const failure = await fetchAll(mock).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'redirected',
      exitCode: { number: 78 },
      message: expect.stringContaining(`redirected to ${other.url} (307)`),
    });
    expect(other.requests).toEqual([]);
  });

  test('20,000 secrets are one answer', async () => {
    const seed = manySecretsSeed(20_000, 40);
    const mock = await startMock({ seed });
    const [identity] = seed.identities;
    const [project] = seed.projects;
    const spec = makeSpec(mock, {
      sources: [{ projectId: project?.id, environment: project?.environments[0] }],
    });
    const own = {
      clientId: new SecretValue(identity?.clientId ?? ''),
      clientSecret: new SecretValue(identity?.clientSecret ?? ''),
    };
    const fetched = await fetchSources(spec, own, makeRetry(), {});
    await fetched.finish();
    expect(fetched.sources[0]?.list.own).toHaveLength(20_000);
  });

  test('more bytes than allowed are not read', async () => {
    const mock = await startMock();
    mock.addFault({ match: { pathPrefix: '/api/v4' }, kind: { type: 'endless' } });
    await expect(fetchAll(mock, { limits: { answerBytes: 100_000 } })).rejects.toMatchObject({
      code: 'answer-too-large',
      exitCode: { number: 65 },
    });
  });

  test('JSON that is nested without end is no answer, and no crash', async () => {
    const mock = await startMock();
    mock.addFault({ match: { pathPrefix: '/api/v4' }, kind: { type: 'deep-json', depth: 200_000 } });
    await expect(fetchAll(mock)).rejects.toMatchObject({ code: 'answer-unexpected' });
  });

  test('tokens that vanish while the lists are read are noticed', async () => {
    const mock = await startMock();
    const source = { projectId: 'demo-project', environment: 'prod' };
    const spec = makeSpec(mock, { sources: [source, source] });
    const retry = makeRetry();
    mock.addFault({ match: { pathPrefix: '/api/v4' }, times: 1, kind: { type: 'delay', delayMs: 1 } });
    const running = fetchSources(spec, credentials, retry, {});
    forgetTokens(mock.state);
    await (await running).finish();
  });

  test('every failure is one of the closed list', async () => {
    const mock = await startMock();
    for (const status of [400, 401, 402, 403, 404, 405, 409, 410, 415, 418, 422, 451]) {
      mock.clearFaults();
      mock.addFault({
        match: { pathPrefix: '/api/v4' },
        kind: { type: 'status', status, body: { error: 'X', message: 'M4RKER' } },
      });
      const failure = await fetchAll(mock).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      if (failure instanceof Failure) expect(failure.message).not.toContain('M4RKER');
    }
  });
});
