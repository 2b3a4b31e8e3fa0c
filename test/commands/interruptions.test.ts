import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type App, makeApp, makeSpec } from '../support/app.ts';
import { plantOldOutputs, snapshot } from '../support/planted-outputs.ts';

/** Waits until the mock has got a request; polling, because the request comes from another process. */
async function untilRequested(app: App, pathPrefix: string): Promise<void> {
  while (!app.mock.requests.some(({ path }) => path.startsWith(pathPrefix)))
    await new Promise((resolve) => setTimeout(resolve, 5));
}

const list = '/api/v4/secrets';

describe('a stop in the middle', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it by that signal, with the old outputs and no temporary file',
    async (signal) => {
      const app = await makeApp();
      plantOldOutputs(app);
      const before = snapshot(app);
      app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'hang' } });
      const running = app.start();
      await untilRequested(app, list);
      running.process.kill(signal);
      const run = await running.finished;
      expect(run).toMatchObject({
        signal,
        stderr: `<4>Stopped by ${signal}; every output is as it was before.\n`,
      });
      expect(snapshot(app)).toEqual(before);
    },
  );

  test('during a pause between two tries does not wait for the end of the pause', async () => {
    const app = await makeApp({ spec: { limits: { retryBudgetMs: 60_000 } } });
    app.mock.addFault({ kind: { type: 'status', status: 429, body: {}, headers: { 'retry-after': '20' } } });
    const running = app.start();
    await once(running.process.stderr ?? running.process, 'data');
    running.process.kill('SIGTERM');
    expect((await running.finished).signal).toBe('SIGTERM');
  });
});

describe('two applies of one app at once', () => {
  test('do not mix: the second waits for the first, and both succeed', async () => {
    const app = await makeApp();
    app.mock.addFault({ match: { pathPrefix: list }, times: 1, kind: { type: 'delay', delayMs: 700 } });
    const first = app.start();
    await untilRequested(app, list);
    const second = app.start();
    const [one, two] = await Promise.all([first.finished, second.finished]);
    expect([one.status, two.status]).toEqual([0, 0]);
    expect(two.stderr).toContain('<6>Another apply of app is running; waiting for it to end.\n');
    // The second login comes after the first apply gave its token back.
    const order = app.mock.requests.map(({ path }) => path.replace(/\?.*/, '').split('/').at(-1));
    expect(order).toEqual(['login', 'secrets', 'revoke', 'login', 'secrets', 'revoke']);
    expect(two.stderr).toContain('unchanged');
  });

  test('the second gives up at its time limit: 73', async () => {
    const app = await makeApp();
    app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'hang' } });
    const first = app.start();
    await untilRequested(app, list);
    writeFileSync(
      app.path('other.json'),
      JSON.stringify({ ...makeSpec(app.directory, app.mock.url), limits: { applyTimeoutMs: 500 } }),
    );
    const second = await app.apply({ words: ['apply', app.path('other.json')] });
    expect(second).toMatchObject({
      status: 73,
      stderr: expect.stringContaining('Wait for the other apply of this app'),
    });
    first.process.kill('SIGKILL');
    await first.finished;
  });
});

test('while it runs, neither its arguments nor its environment hold a secret', async () => {
  const app = await makeApp();
  app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'hang' } });
  const running = app.start();
  await untilRequested(app, list);
  const { pid } = running.process;
  const shown = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8')).join();
  running.process.kill('SIGKILL');
  await running.finished;
  const token = app.mock.requests.at(-1)?.headers['authorization']?.replace('Bearer ', '') ?? '';
  expect(token).not.toBe('');
  expect(shown).toContain('spec.json');
  expect(shown).not.toContain('M4RKER');
  expect(shown).not.toContain(token);
});
