import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoIdentity } from './demo-seed.ts';
import type { FaultKind } from './faults.ts';
import { type MockInfisical, startMockInfisical } from './mock-infisical.ts';
import { bearer } from './testing/ask.ts';
import { type Received, type SendOptions, send } from './testing/send.ts';

const list = '/api/v4/secrets?projectId=demo-project&environment=prod';
const login = '/api/v1/auth/universal-auth/login';
const { clientId, clientSecret } = demoIdentity;

let mock: MockInfisical;

beforeAll(async () => {
  mock = await startMockInfisical({ tls: 'none' });
});

beforeEach(() => {
  mock.clearFaults();
  mock.clearRequests();
});

afterAll(async () => mock.close());

async function fetchList(options: SendOptions = {}): Promise<Received> {
  return send(mock.url, list, { headers: bearer(mock.state, clientId), ...options });
}

async function underFault(kind: FaultKind, options: SendOptions = {}): Promise<Received> {
  mock.addFault({ kind });
  return fetchList(options);
}

/** The first bytes of an answer, after which the client goes away. */
async function firstBytes(wanted: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const sent = request(`${mock.url}${list}`, { headers: bearer(mock.state, clientId) }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const seen = Buffer.concat(chunks);
      if (seen.length >= wanted) {
        resolve(seen);
        response.destroy();
      }
    });
    response.on('error', () => {});
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}

const lastStatus = (): number | undefined => mock.requests.at(-1)?.status;

describe('what the client sees of a fault', () => {
  it.each<[string, FaultKind, number, string, string | undefined]>([
    [
      'JSON',
      { type: 'status', status: 503, body: { a: 1 } },
      503,
      '{"a":1}',
      'application/json; charset=utf-8',
    ],
    [
      'text',
      { type: 'status', status: 502, body: 'bad gateway' },
      502,
      'bad gateway',
      'text/plain; charset=utf-8',
    ],
    ['no body', { type: 'status', status: 504 }, 504, '', undefined],
    [
      'empty-list',
      { type: 'empty-list' },
      200,
      '{"secrets":[],"imports":[]}',
      'application/json; charset=utf-8',
    ],
    ['deep-json', { type: 'deep-json', depth: 3 }, 200, '[[[]]]', 'application/json; charset=utf-8'],
  ])('status and body: %s', async (_, kind, status, text, type) => {
    const received = await underFault(kind);
    expect([received.status, received.text, received.headers['content-type']]).toEqual([status, text, type]);
    expect(lastStatus()).toBe(status);
  });

  it('status with headers', async () => {
    const headers = { 'retry-after': '7' };
    const received = await underFault({ type: 'status', status: 429, headers });
    expect(received.headers).toMatchObject(headers);
  });

  it('delay: the normal answer, later', async () => {
    const startedMs = performance.now();
    const received = await underFault({ type: 'delay', delayMs: 40 });
    expect(received.status).toBe(200);
    // Timers may fire a millisecond early.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(38);
  });

  it('hang: silence', async () => {
    await expect(underFault({ type: 'hang' }, { silenceMs: 30 })).rejects.toThrow('silence');
    expect(lastStatus()).toBe(0);
  });

  it('reset: the connection ends before the first byte', async () => {
    await expect(underFault({ type: 'reset' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(lastStatus()).toBe(0);
  });

  it('cut-body: the connection ends within the body', async () => {
    await expect(underFault({ type: 'cut-body' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(lastStatus()).toBe(200);
  });

  it('html', async () => {
    const received = await underFault({ type: 'html' });
    expect([received.status, received.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    mock.clearFaults();
    expect((await underFault({ type: 'html', status: 502 })).status).toBe(502);
  });

  it('invalid-json: half a text that claims to be whole', async () => {
    const whole = await fetchList();
    const half = await underFault({ type: 'invalid-json' });
    expect(whole.text.startsWith(half.text)).toBe(true);
    expect(half.headers['content-length']).toBe(String(Buffer.byteLength(half.text)));
    expect(() => JSON.parse(half.text)).toThrow(SyntaxError);
  });

  it('hidden-values, in imports too', async () => {
    const { text } = await underFault({ type: 'hidden-values' });
    const values = [...text.matchAll(/"secretValue":"(.*?)"/g)].map(([, value]) => value);
    expect(new Set(values)).toEqual(new Set(['<hidden-by-infisical>']));
    expect(text.match(/"secretValueHidden":true/g)).toHaveLength(values.length);
    expect(values).toHaveLength(10);
  });

  it('redirect', async () => {
    const location = 'https://elsewhere.example/';
    const received = await underFault({ type: 'redirect', location });
    expect([received.status, received.headers.location]).toEqual([302, location]);
    mock.clearFaults();
    expect((await underFault({ type: 'redirect', location, status: 308 })).status).toBe(308);
  });

  it('endless: more than anybody wants', async () => {
    mock.addFault({ kind: { type: 'endless' } });
    const bytes = await firstBytes(3_000_000);
    expect(bytes.subarray(0, 4).toString()).toBe('"xxx');
  });

  it('slow-drip: byte by byte', async () => {
    mock.addFault({ kind: { type: 'slow-drip', bytesPerSecond: 10 } });
    expect(await firstBytes(1)).toHaveLength(1);
    mock.clearFaults();
    const normal = await fetchList();
    expect((await underFault({ type: 'slow-drip', bytesPerSecond: 1_000_000 })).text).toBe(normal.text);
  });

  it('locked: only logins', async () => {
    mock.addFault({ kind: { type: 'locked' } });
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ clientId, clientSecret });
    const received = await send(mock.url, login, { ...options, body });
    expect(received.status).toBe(401);
    expect(received.text).toContain('temporarily locked');
    expect((await fetchList()).status).toBe(200);
  });
});

it('leaves no trace of a request that it swallows', async () => {
  const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify({ clientId, clientSecret });
  const before = mock.state.tokens.size;
  mock.addFault({ kind: { type: 'status', status: 503 } });
  await send(mock.url, login, { ...options, body });
  expect(mock.state.tokens.size).toBe(before);
});
