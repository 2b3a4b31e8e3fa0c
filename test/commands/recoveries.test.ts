import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { manySecretsSeed } from '../mock-infisical/mock-infisical.ts';
import { appSeed, makeApp, makeSpec } from '../support/app.ts';
import { outputNames } from '../support/planted-outputs.ts';

const list = '/api/v4/secrets';

describe('what looks like a failure and is none', () => {
  test('20,000 secrets', async () => {
    const seed = manySecretsSeed(20_000, 60);
    const app = await makeApp({ mock: { seed } });
    const [project] = seed.projects;
    const outputs = { json: { format: 'json', path: app.path('out/secrets.json') } };
    const source = { projectId: project?.id, environment: project?.environments[0] };
    writeFileSync(
      app.specFile,
      JSON.stringify({ ...makeSpec(app.directory, app.mock.url), sources: [source], outputs }),
    );
    const run = await app.apply();
    expect(run).toMatchObject({ status: 0, stderr: expect.stringContaining('20000 keys') });
    expect(Object.keys(JSON.parse(app.read('out/secrets.json')))).toHaveLength(20_000);
  });

  test.each([
    ['a server that fails twice', { kind: { type: 'status', status: 503 }, times: 2 }],
    ['a connection that is cut once', { match: { pathPrefix: list }, kind: { type: 'cut-body' }, times: 1 }],
    [
      'a rate limit that asks for a second',
      {
        match: { pathPrefix: list },
        kind: { type: 'status', status: 429, body: {}, headers: { 'retry-after': '1' } },
        times: 1,
      },
    ],
  ] as const)('%s', async (_name, fault) => {
    const app = await makeApp({ spec: { limits: { retryBudgetMs: 15_000 } } });
    app.mock.addFault(fault);
    const run = await app.apply();
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(
      /<6>\w+ \/api\/\S+ (answered \d+|failed \(\w+\)) on try 1; trying again in \d+\.\d s\./,
    );
    expect(app.read('out/container.env')).toContain('PLAIN=');
  });

  test('an empty folder that is meant to be empty', async () => {
    const app = await makeApp({
      spec: { sources: [{ projectId: 'project-a', environment: 'prod', path: '/empty', allowEmpty: true }] },
    });
    expect((await app.apply()).status).toBe(0);
    expect(outputNames.map((name) => app.read(`out/${name}`))).toEqual(['', '', '{}\n']);
  });

  test('credentials with a byte order mark and newlines round them', async () => {
    const app = await makeApp();
    chmodSync(app.path('client-secret'), 0o600);
    writeFileSync(app.path('client-secret'), `\ufeff\n${appSeed.identities[0]?.clientSecret}\r\n\n`);
    expect((await app.apply()).status).toBe(0);
  });

  test('credentials of systemd', async () => {
    const app = await makeApp({
      spec: { credentials: { clientIdFile: 'client-id', clientSecretFile: 'client-secret' } },
    });
    expect((await app.apply({ environment: { CREDENTIALS_DIRECTORY: app.directory } })).status).toBe(0);
  });

  test('a credential that everybody can read is a warning', async () => {
    const app = await makeApp();
    chmodSync(app.path('client-secret'), 0o444);
    const run = await app.apply();
    expect(run).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^<4>Everybody on this host can read .*client-secret: give it mode 0400\./,
      ),
    });
  });

  test('a proxy from the usual variables, which is asked for a tunnel', async () => {
    const app = await makeApp();
    const tunnels: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (data) => {
        tunnels.push(data.toString().split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 no\r\n\r\n');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const through = await app.apply({ environment: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    expect(through.status).toBe(69);
    expect(tunnels[0]).toBe(`CONNECT ${new URL(app.mock.url).host} HTTP/1.1`);
    const past = await app.apply({
      environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'localhost' },
    });
    expect(past.status).toBe(0);
  });
});
