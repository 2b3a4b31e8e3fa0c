import { Agent } from 'node:https';
import { afterEach, expect, it } from 'vitest';
import { demoIdentity } from './demo-seed.ts';
import {
  type MockInfisical,
  type MockOptions,
  manySecretsSeed,
  startMockInfisical,
} from './mock-infisical.ts';
import { bearer, json } from './testing/ask.ts';
import { send } from './testing/send.ts';

const list = '/api/v4/secrets?projectId=demo-project&environment=prod';
let mock: MockInfisical;

async function start(options: MockOptions = {}): Promise<void> {
  mock = await startMockInfisical(options);
}

afterEach(async () => mock.close());

it('keeps connections and counts them', async () => {
  await start();
  const agent = new Agent({ keepAlive: true, ca: mock.caPem, maxSockets: 1 });
  for (const keep of [true, true, false]) {
    await send(mock.url, '/api/status', keep ? { agent } : { ca: mock.caPem });
  }
  agent.destroy();
  expect(mock.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
});

it('answers an unchanged list with 304 until a secret changes', async () => {
  await start({ tls: 'none' });
  const headers = bearer(mock.state, demoIdentity.clientId);
  const { headers: first } = await send(mock.url, list, { headers });
  const conditional = { headers: { ...headers, 'if-none-match': `W/${first.etag}` } };
  const unchanged = await send(mock.url, list, conditional);
  expect([unchanged.status, unchanged.text, unchanged.headers.etag]).toEqual([304, '', first.etag]);
  const body = JSON.stringify({ projectId: 'demo-project', environment: 'prod', key: 'NEW', value: 'x' });
  await send(mock.url, '/__mock/secrets', { method: 'PUT', body });
  expect((await send(mock.url, list, conditional)).status).toBe(200);
});

it('serves HEAD with the headers of GET', async () => {
  await start({ tls: 'none' });
  const headers = bearer(mock.state, demoIdentity.clientId);
  const got = await send(mock.url, list, { headers });
  const headed = await send(mock.url, list, { method: 'HEAD', headers });
  expect([headed.status, headed.text]).toEqual([200, '']);
  expect(headed.headers.etag).toBe(got.headers.etag);
  expect(headed.headers['content-length']).toBe(got.headers['content-length']);
});

it('serves a huge list', async () => {
  await start({ tls: 'none', seed: manySecretsSeed(1000, 2000) });
  const headers = bearer(mock.state, demoIdentity.clientId);
  const answer = await send(mock.url, '/api/v4/secrets?projectId=many-secrets&environment=prod', { headers });
  expect(json(answer)).toHaveProperty('secrets.length', 1000);
  expect(answer.text.length).toBeGreaterThan(2_000_000);
});

it('ends while a request is waiting', async () => {
  await start({ tls: 'none' });
  mock.addFault({ kind: { type: 'hang' } });
  const waiting = send(mock.url, '/api/status').catch((error: unknown) => error);
  await expect.poll(() => mock.requests.length).toBe(1);
  await mock.close();
  expect(await waiting).toMatchObject({ code: 'ECONNRESET' });
});

it.each([
  [{ host: '127.0.0.1' }, /^https:\/\/localhost:\d+$/],
  [{ host: '0.0.0.0' }, /^https:\/\/localhost:\d+$/],
  [{ host: '127.0.0.2' }, /^https:\/\/127\.0\.0\.2:\d+$/],
  [{ tls: 'none' } as const, /^http:\/\/localhost:\d+$/],
])('gives its address: %j', async (options, address) => {
  await start(options);
  expect(mock.url).toMatch(address);
});
