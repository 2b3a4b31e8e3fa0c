import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setSecret } from '../mock-infisical/mock-infisical.ts';
import { type App, makeApp, makeSpec } from '../support/app.ts';
import { mountAbsence, withMounts } from '../support/mounted.ts';
import { outputNames, plantOldOutputs, snapshot } from '../support/planted-outputs.ts';

/** Disks that are full, read-only or broken: exit status, message, and the old outputs, untouched. */

function outputsOf(app: App): string[] {
  return outputNames.map((name) => app.read(`out/${name}`));
}

const old = outputNames.map((name) => `old ${name}`);

describe('a disk', () => {
  test('that is read-only: 73', async (context) => {
    context.skip(mountAbsence() !== undefined, mountAbsence());
    const app = await makeApp();
    plantOldOutputs(app);
    const wrapper = withMounts([
      `mount --bind ${app.path('out')} ${app.path('out')}`,
      `mount -o remount,bind,ro ${app.path('out')}`,
    ]);
    const run = await app.apply({ wrapper });
    expect(run).toMatchObject({
      status: 73,
      stderr: expect.stringMatching(
        /^<3>Choose an output path on a file system that can be written, such as \/run: cannot write .*container\.env \(EROFS\); every output is as it was before\./,
      ),
    });
    expect(outputsOf(app)).toEqual(old);
  });

  test.for<[name: string, options: string, fill: string]>([
    [
      'without room for a byte',
      'size=4096,nr_inodes=20',
      'dd if=/dev/zero of=filler bs=4096 count=1 2>/dev/null || true',
    ],
    [
      'with room for the first file only',
      'size=12288,nr_inodes=20',
      'dd if=/dev/zero of=filler bs=4096 count=1 2>/dev/null',
    ],
    ['without inodes', 'size=1m,nr_inodes=2', 'true'],
  ])('%s: 74', async ([, options, fill], context) => {
    context.skip(mountAbsence() !== undefined, mountAbsence());
    const app = await makeApp();
    // Each value needs more than a page, so that the second file is one too many for the smaller disk.
    setSecret(
      app.mock.state,
      { projectId: 'project-a', environment: 'prod' },
      'PLAIN',
      `M4RKER-${'x'.repeat(5000)}`,
    );
    const wrapper = withMounts([
      `mount -t tmpfs -o ${options} none ${app.path('out')}`,
      `cd ${app.path('out')}`,
      fill,
      'cd /',
      // What the disk holds afterwards is only seen from inside.
      `trap 'ls -A ${app.path('out')} > ${app.path('left')}' EXIT`,
    ]).map((word) => word.replace('exec "$@"', '"$@" || exit $?'));
    const run = await app.apply({ wrapper });
    expect(run.stderr).toContain('output-not-written, exit status 74/IOERR');
    expect(run).toMatchObject({
      status: 74,
      stderr: expect.stringMatching(
        /^<3>Make room on the file system of the output: cannot (write|keep) .* \(ENOSPC\); every output is as it was before\./,
      ),
    });
    expect(
      app
        .read('left')
        .split('\n')
        .filter((name) => name !== '' && name !== 'filler'),
    ).toEqual([]);
  });

  test('that fails on the second of three renames: the first is taken back', async (context) => {
    context.skip(spawnSync('strace', ['--version']).status !== 0, 'strace is not installed (Debian: strace)');
    const app = await makeApp();
    plantOldOutputs(app);
    const before = snapshot(app);
    // The first rename puts the list of what is switched in place, the next ones the outputs.
    const wrapper = [
      'strace',
      '-f',
      '-qq',
      '-o',
      app.path('trace'),
      '-e',
      'trace=rename',
      '-e',
      'inject=rename:error=EIO:when=3',
    ];
    const run = await app.apply({ wrapper });
    expect(run).toMatchObject({
      status: 74,
      stderr: expect.stringMatching(
        /^<3>Check the disk and the system log: cannot put .*container\.env\.systemd in its place \(EIO\); every output is as it was before\./,
      ),
    });
    const inodesAndBytes = (files: Record<string, string>) =>
      Object.entries(files).map(([name, text]) => [name, text.replace(/^(\d+) \d+ /, '$1 ')]);
    expect(inodesAndBytes(snapshot(app))).toEqual(inodesAndBytes(before));
    expect(readdirSync(app.path('runtime'))).toEqual(['lock']);
  });

  test('on which the runtime directory cannot be made: 73', async () => {
    const app = await makeApp({ spec: { runtimeDirectory: '/proc/infisical-fetch' } });
    expect(await app.apply()).toMatchObject({
      status: 73,
      stderr: expect.stringMatching(/^<3>Run as root, or set runtimeDirectory in the spec/),
    });
  });
});

test('owner and mode are set before the first byte, and the bytes are on the disk before the name', async (context) => {
  context.skip(spawnSync('strace', ['--version']).status !== 0, 'strace is not installed (Debian: strace)');
  const app = await makeApp();
  const output = { format: 'json', path: app.path('out/secrets.json'), mode: '0440' };
  writeFileSync(
    app.specFile,
    JSON.stringify({ ...makeSpec(app.directory, app.mock.url), outputs: { json: output } }),
  );
  const calls = 'trace=openat,fchmod,fchown,write,pwrite64,fsync,rename';
  const run = await app.apply({
    wrapper: ['strace', '-f', '-qq', '-y', '-o', app.path('trace'), '-e', calls],
  });
  expect(run.status).toBe(0);
  const steps = app
    .read('trace')
    .split('\n')
    .filter((line) => line.includes('secrets.json.new~'))
    .map((line) =>
      line
        .replace(/^\d+ +/, '')
        .replace(/\((.*)$/s, (_all, rest: string) => (/O_EXCL.*0600/.test(rest) ? ' new, 0600' : '')),
    );
  expect(steps).toEqual(['openat new, 0600', 'fchmod', 'fchown', 'write', 'fsync', 'rename']);
});

test('the directory that systemd made for the unit is used', async () => {
  const app = await makeApp({ spec: { runtimeDirectory: undefined } });
  mkdirSync(app.path('from-systemd'));
  const run = await app.apply({
    environment: { RUNTIME_DIRECTORY: `${app.path('from-systemd')}:/run/other` },
  });
  expect(run.status).toBe(0);
  expect(readdirSync(app.path('from-systemd'))).toEqual(['lock']);
});
