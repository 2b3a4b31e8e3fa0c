import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deleteSecret, setSecret } from '../mock-infisical/mock-infisical.ts';
import { appSeed, makeApp } from '../support/app.ts';
import { marker, refuseShownSecrets } from '../support/markers.ts';
import { snapshot } from '../support/planted-outputs.ts';
import { program, runCommand } from '../support/run-program.ts';

const place = { projectId: 'project-a', environment: 'prod' };

describe('apply', () => {
  test('writes what the server has, byte for byte', async () => {
    const app = await makeApp();
    expect((await app.apply()).status).toBe(0);
    const expected = Object.fromEntries(
      (appSeed.projects[0]?.secrets ?? []).map(({ key, value }) => [key, value]),
    );
    expect(JSON.parse(app.read('out/secrets.json'))).toEqual(expected);
    expect(app.read('out/container.env')).toBe(
      `EMPTY=\nPEM\nPLAIN=${expected['PLAIN']}\nQUOTES=${expected['QUOTES']}\n`,
    );
    expect(app.read('out/container.env.systemd')).toBe(`PEM="${expected['PEM']}"\n`);
    for (const name of readdirSync(app.path('out')))
      expect(statSync(app.path(`out/${name}`)).mode & 0o777).toBe(0o400);
  });

  test('touches nothing when nothing changed, and says so', async () => {
    const app = await makeApp();
    await app.apply();
    const before = snapshot(app);
    const run = await app.apply();
    expect(run.stderr.match(/unchanged/g)).toHaveLength(2);
    expect(snapshot(app)).toEqual(before);
  });

  test('takes away what a killed apply left beside the outputs, even if nothing changed', async () => {
    const app = await makeApp();
    await app.apply();
    for (const name of ['.secrets.json.new~', '.container.env.old~'])
      writeFileSync(app.path(`out/${name}`), marker);
    expect((await app.apply()).stderr).toContain('unchanged');
    expect(readdirSync(app.path('out')).sort()).toEqual([
      'container.env',
      'container.env.systemd',
      'secrets.json',
    ]);
  });

  test('follows the server: a changed value, a new key, a key that is gone', async () => {
    const app = await makeApp();
    await app.apply();
    setSecret(app.mock.state, place, 'PLAIN', `${marker}-changed`);
    setSecret(app.mock.state, place, 'ADDED', `${marker}-added`);
    deleteSecret(app.mock.state, place, 'PEM');
    const run = await app.apply();
    expect(run.stderr).toContain('replaced');
    expect(Object.keys(JSON.parse(app.read('out/secrets.json')))).toEqual([
      'ADDED',
      'EMPTY',
      'PLAIN',
      'QUOTES',
    ]);
    expect(app.read('out/container.env.systemd')).toBe('');
  });

  test('tells what overrides what, by name', async () => {
    const app = await makeApp({ spec: { sources: [{ ...place }, { ...place }] } });
    const run = await app.apply();
    expect(run.stderr).toContain('<6>  override  "PEM": sources[1] over sources[0]\n');
  });
});

describe('what apply says', () => {
  test('under systemd: a priority before every line', async () => {
    const app = await makeApp();
    const run = await app.apply();
    expect(run.stdout).toBe('');
    for (const line of run.stderr.trimEnd().split('\n')) expect(line).toMatch(/^<6>/);
  });

  test('on a terminal: no priorities, and the message of a failure stands out', async (context) => {
    context.skip(spawnSync('script', ['--version']).status !== 0, 'script is not installed (util-linux)');
    // `script` gives the program a terminal of its own.
    const app = await makeApp();
    const onTerminal = (words: string) =>
      runCommand('script', ['-qec', `${process.execPath} ${program} ${words}`, '/dev/null']);
    const applied = await onTerminal(`apply ${app.specFile}`);
    expect(applied.stdout).toMatch(
      /^app: 4 keys from 1 source in \d+\.\d s\r\n {2}read {6}prod:\/ of project project-a: 4 keys/,
    );
    app.mock.addFault({ kind: { type: 'status', status: 503 } });
    const failed = await onTerminal(`apply ${app.specFile}`);
    expect(failed.stdout).toMatch(/^\S*error:\S* Check the health and the log of/);
    expect(failed.status).toBe(69);
  });

  test('with --json: one object for programs, the rest on standard error', async () => {
    const app = await makeApp();
    const run = await app.apply({ words: ['apply', app.specFile, '--json'] });
    expect(JSON.parse(run.stdout)).toMatchObject({
      app: 'app',
      changed: true,
      keys: ['EMPTY', 'PEM', 'PLAIN', 'QUOTES'],
      sources: [{ projectId: 'project-a', environment: 'prod', path: '/', route: 'v4', keys: 4 }],
      overrides: [],
      outputs: [
        {
          name: 'container',
          format: 'container-env',
          path: app.path('out/container.env'),
          keys: 4,
          change: 'created',
        },
        { name: 'json', change: 'created' },
      ],
      warnings: [],
    });
    expect(run.stderr).toBe('');
  });

  test('with --json: a failure is an object too, with the same exit status', async () => {
    const app = await makeApp();
    app.mock.addFault({ kind: { type: 'status', status: 503 } });
    const run = await app.apply({ words: ['apply', '--json', app.specFile] });
    expect(run.status).toBe(69);
    expect(JSON.parse(run.stdout)).toEqual({
      error: {
        code: 'server-failing',
        exitStatus: 69,
        message: expect.stringMatching(/^Check the health/),
        details: [],
      },
    });
  });

  test('when its reader goes away, the outputs are written all the same', async () => {
    const app = await makeApp();
    const running = app.start({ words: ['apply', app.specFile, '--json'] });
    running.process.stdout?.destroy();
    running.process.stderr?.destroy();
    expect((await running.finished).status).toBe(0);
    expect(app.read('out/container.env')).toContain('PLAIN=');
  });
});

describe('check', () => {
  test('needs neither credentials nor network nor directories', async () => {
    const app = await makeApp({
      spec: { credentials: { clientIdFile: '/nowhere/a', clientSecretFile: '/nowhere/b' } },
    });
    await app.mock.close();
    const run = await app.apply({ words: ['check', app.specFile] });
    expect(run).toMatchObject({ status: 0, stdout: 'The spec of app is correct.\n', stderr: '' });
  });

  test('--online lists key names with where they come from, and writes nothing', async () => {
    const app = await makeApp();
    const run = await app.apply({ words: ['check', app.specFile, '--online'] });
    expect(run).toMatchObject({
      status: 0,
      stdout:
        '"EMPTY"  (sources[0])\n"PEM"  (sources[0])\n"PLAIN"  (sources[0])\n"QUOTES"  (sources[0])\nThe spec of app is correct, and its 2 outputs can carry the secrets.\n',
    });
    expect(readdirSync(app.path('out'))).toEqual([]);
    expect(readdirSync(app.directory)).not.toContain('runtime');
  });

  test('--online --json gives the same to programs', async () => {
    const app = await makeApp();
    const run = await app.apply({ words: ['check', app.specFile, '--online', '--json'] });
    expect(JSON.parse(run.stdout)).toMatchObject({
      app: 'app',
      valid: true,
      outputs: [{ name: 'container', keys: ['EMPTY', 'PEM', 'PLAIN', 'QUOTES'] }, { name: 'json' }],
    });
  });

  test('--online says what apply would say when it fails', async () => {
    const app = await makeApp({ spec: { keys: { required: ['NOPE'] } } });
    const run = await app.apply({ words: ['check', app.specFile, '--online'] });
    expect(run).toMatchObject({ status: 65, stderr: expect.stringContaining('Create "NOPE" in Infisical') });
  });
});

describe('the search for shown secrets', () => {
  test('finds a value, the client secret and a token', async () => {
    const app = await makeApp();
    await app.apply();
    const token = app.mock.requests[1]?.headers['authorization']?.replace('Bearer ', '') ?? '';
    const run = { status: 0, signal: null, stdout: '', stderr: '' };
    for (const text of [`${marker}-plain`, appSeed.identities[0]?.clientSecret, token]) {
      expect(() => refuseShownSecrets({ ...run, stdout: `x ${text} y` }, app.mock, appSeed)).toThrow(
        'a secret was shown',
      );
      expect(() => refuseShownSecrets({ ...run, stderr: `x ${text} y` }, app.mock, appSeed)).toThrow(
        'a secret was shown',
      );
    }
    expect(() => refuseShownSecrets(run, app.mock, appSeed)).not.toThrow();
  });
});
