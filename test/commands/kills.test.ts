import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setSecret } from '../mock-infisical/mock-infisical.ts';
import { type App, makeApp, makeSpec } from '../support/app.ts';

/** The values of one generation: every output of it can be told from every other. */
function setGeneration(app: App, generation: number): void {
  const place = { projectId: 'project-a', environment: 'prod' };
  setSecret(app.mock.state, place, 'PLAIN', `M4RKER-generation-${generation}`);
  setSecret(
    app.mock.state,
    place,
    'PEM',
    `M4RKER-generation-${generation}\n${'x'.repeat(3000)}\nM4RKER-generation-${generation}\n`,
  );
}

/** The generations that a file names, which must be one; undefined when there is no file. */
function generationOf(app: App, name: string): number {
  const found = new Set(
    [...app.read(`out/${name}`).matchAll(/generation-(\d+)/g)].map(([, number]) => Number(number)),
  );
  expect([...found]).toHaveLength(1);
  return [...found][0] ?? -1;
}

const filesOutput = (app: App) => ({ files: { format: 'files', path: app.path('out/files') } });
const killedNames = ['container.env', 'container.env.systemd', 'secrets.json', 'files/PLAIN', 'files/PEM'];

async function makeKillable(): Promise<App> {
  const app = await makeApp();
  const spec = makeSpec(app.directory, app.mock.url);
  const outputs = { ...(spec['outputs'] as object), ...filesOutput(app) };
  writeFileSync(app.specFile, JSON.stringify({ ...spec, outputs }));
  setGeneration(app, 0);
  expect((await app.apply()).status).toBe(0);
  return app;
}

/**
 * After a kill: each file is whole, old or new. After the next apply, even one that finds no server, all of them are of
 * the same generation, and nothing temporary is left once an apply succeeded.
 */
async function checkAfterKill(app: App, generation: number): Promise<void> {
  for (const name of killedNames) expect([generation - 1, generation]).toContain(generationOf(app, name));
  app.mock.addFault({ kind: { type: 'status', status: 503 } });
  expect((await app.apply()).status).toBe(69);
  app.mock.clearFaults();
  expect(new Set(killedNames.map((name) => generationOf(app, name))).size).toBe(1);
}

async function checkAtTheEnd(app: App, generation: number): Promise<void> {
  expect((await app.apply()).status).toBe(0);
  expect(new Set(killedNames.map((name) => generationOf(app, name)))).toEqual(new Set([generation]));
  expect(readdirSync(app.path('out')).sort()).toEqual([
    'container.env',
    'container.env.systemd',
    'files',
    'secrets.json',
  ]);
  expect(readdirSync(app.path('out/files')).sort()).toEqual([
    '.infisical-fetch',
    'EMPTY',
    'PEM',
    'PLAIN',
    'QUOTES',
  ]);
  expect(readdirSync(app.path('runtime')).sort()).toEqual(['lock']);
}

describe('SIGKILL', () => {
  test('at 200 random points: files are whole, old or new, never mixed', { timeout: 240_000 }, async () => {
    const app = await makeKillable();
    const startedMs = Date.now();
    await app.apply();
    const usualMs = Date.now() - startedMs;
    let killed = 0;
    for (let generation = 1; generation <= 200; generation += 1) {
      setGeneration(app, generation);
      const running = app.start();
      const timer = setTimeout(() => running.process.kill('SIGKILL'), Math.random() * usualMs * 1.1);
      if ((await running.finished).signal === 'SIGKILL') killed += 1;
      clearTimeout(timer);
      await checkAfterKill(app, generation);
      // Go on from a complete generation, so that the next one differs from it by one.
      expect((await app.apply()).status).toBe(0);
    }
    expect(killed).toBeGreaterThan(50);
    await checkAtTheEnd(app, 200);
  });

  test('at every system call of the change itself', { timeout: 240_000 }, async (context) => {
    context.skip(spawnSync('strace', ['--version']).status !== 0, 'strace is not installed (Debian: strace)');
    const app = await makeKillable();
    let generation = 0;
    const points: string[] = [];
    for (const call of ['rename', 'link', 'unlink', 'fsync', 'fchmod', 'fchown']) {
      for (let when = 1, signal: string | null = 'SIGKILL'; signal === 'SIGKILL'; when += 1) {
        generation += 1;
        setGeneration(app, generation);
        const trace = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${when}`];
        const running = app.start({ wrapper: ['strace', '-f', '-qq', '-o', '/dev/null', ...trace] });
        signal = (await running.finished).signal;
        if (signal === 'SIGKILL') points.push(`${call} ${when}`);
        await checkAfterKill(app, generation);
        expect((await app.apply()).status).toBe(0);
      }
    }
    expect(points.length).toBeGreaterThan(30);
    await checkAtTheEnd(app, generation);
  });
});
