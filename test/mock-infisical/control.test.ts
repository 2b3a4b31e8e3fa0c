import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoIdentity } from './demo-seed.ts';
import { type MockInfisical, startMockInfisical } from './mock-infisical.ts';
import { bearer, json } from './testing/ask.ts';
import { type Received, send } from './testing/send.ts';

const { clientId } = demoIdentity;
let mock: MockInfisical;

beforeAll(async () => {
  mock = await startMockInfisical();
});

afterAll(async () => mock.close());

async function command(method: string, name: string, fields?: unknown): Promise<Received> {
  const body = typeof fields === 'string' ? fields : JSON.stringify(fields);
  const options = { method, ca: mock.caPem };
  return send(mock.url, `/__mock/${name}`, body === undefined ? options : { ...options, body });
}

async function get(path: string): Promise<Received> {
  return send(mock.url, path, { ca: mock.caPem, headers: bearer(mock.state, clientId) });
}

describe('commands', () => {
  it('add and forget faults', async () => {
    const fault = { kind: { type: 'status', status: 503, body: { a: 1 }, headers: { b: 'c' } }, times: 5 };
    expect((await command('POST', 'faults', fault)).status).toBe(200);
    expect((await get('/api/status')).status).toBe(503);
    expect((await command('DELETE', 'faults')).status).toBe(200);
    expect((await get('/api/status')).status).toBe(200);
  });

  it('show and forget requests, their own excepted', async () => {
    await command('DELETE', 'requests');
    await get('/api/status?a=b');
    await command('GET', 'ca');
    expect(json(await command('GET', 'requests'))).toEqual({
      requests: [
        {
          method: 'GET',
          path: '/api/status?a=b',
          headers: expect.objectContaining({ host: expect.stringMatching(/^localhost:\d+$/) }),
          status: 200,
          atMs: expect.any(Number),
          connection: expect.any(Number),
        },
      ],
    });
    await command('DELETE', 'requests');
    expect(json(await command('GET', 'requests'))).toEqual({ requests: [] });
  });

  it('set, change and delete a secret', async () => {
    const place = { projectId: 'demo-project', environment: 'prod', path: '/new' };
    const one = '/api/v4/secrets/KEY?projectId=demo-project&environment=prod&secretPath=/new';
    const answers: unknown[] = [];
    for (const value of ['first', 'second', null]) {
      await command('PUT', 'secrets', { ...place, key: 'KEY', value });
      answers.push(json(await get(one)));
    }
    expect(answers).toMatchObject([
      { secret: { secretValue: 'first', version: 1 } },
      { secret: { secretValue: 'second', version: 2 } },
      { error: 'NotFound' },
    ]);
  });

  it('rotate a client secret', async () => {
    const before = mock.state.identities.get(clientId)?.clientSecret;
    await command('POST', 'client-secret', { clientId, clientSecret: 'rotated' });
    expect(mock.state.identities.get(clientId)?.clientSecret).toBe('rotated');
    await command('POST', 'client-secret', { clientId, clientSecret: before });
  });

  it('give the authority', async () => {
    expect(json(await command('GET', 'ca'))).toEqual({ caPem: mock.caPem });
  });
});

describe('malformed commands', () => {
  const place = { projectId: 'demo-project', environment: 'prod', key: 'KEY', value: 'v' };
  it.each<[string, string, unknown, string]>([
    ['POST', 'faults', '{', 'the body must be JSON'],
    ['POST', 'faults', [], 'fault must be an object'],
    ['POST', 'faults', {}, 'fault.kind must be an object'],
    ['POST', 'faults', { kind: { type: 'delay' } }, 'fault.kind.delayMs must be a whole number from 0'],
    ['POST', 'faults', { kind: { type: 'hang' }, time: 1 }, 'fault has no field "time"'],
    ['POST', 'faults', { kind: { type: 'hang', delayMs: 1 } }, 'fault.kind has no field "delayMs"'],
    ['POST', 'faults', { kind: { type: 'hang' }, match: { method: 1 } }, 'fault.match.method must be a text'],
    ['PUT', 'secrets', { ...place, projectId: 'x' }, 'there is no project "x"'],
    [
      'PUT',
      'secrets',
      { ...place, environment: 'x' },
      'project demo-project has no environment "x", only dev, prod',
    ],
    ['PUT', 'secrets', { ...place, path: 'x' }, 'body.path must be a folder such as "/" or "/app"'],
    ['PUT', 'secrets', { ...place, value: 5 }, 'body.value must be a text'],
    [
      'POST',
      'client-secret',
      { clientId: 'x', clientSecret: 'y' },
      'there is no identity with client id "x"',
    ],
  ])('%s %s %j', async (method, name, fields, sentence) => {
    const received = await command(method, name, fields);
    expect([received.status, json(received)]).toEqual([400, { error: sentence }]);
  });

  it('are refused with the known kinds of fault', async () => {
    const { text } = await command('POST', 'faults', { kind: { type: 'flood' } });
    expect(text).toContain('must be one of');
    expect(text).toContain('slow-drip');
  });

  it('are 404 when there is no such command', async () => {
    expect((await command('GET', 'nothing')).status).toBe(404);
  });
});
