import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitPlan, sweepLeftOvers } from '../../src/deliver/commit.ts';
import { resolveOwners, toDesired } from '../../src/deliver/desired.ts';
import { newPath, oldPath } from '../../src/deliver/file-names.ts';
import { openFingerprints } from '../../src/deliver/fingerprints.ts';
import { inspectCurrent } from '../../src/deliver/inspect.ts';
import { finishPending, hasPending, writePending } from '../../src/deliver/pending.ts';
import { type Plan, planChanges } from '../../src/deliver/plan.ts';
import { isUntold } from '../../src/deliver/untold.ts';
import { Failure } from '../../src/failure/failure.ts';
import { renderOutputs } from '../../src/render/render.ts';
import type { OutputSpec } from '../../src/spec/schema.ts';
import { makeOutput } from '../support/outputs.ts';
import { secret } from '../support/random-secret-sets.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** An app's directory, and its delivery as the command `apply` does it. */
function makeHome(outputs: (directory: string) => Record<string, OutputSpec>) {
  const directory = temporaryDirectory();
  const specs = outputs(directory);
  const path = (name: string) => join(directory, name);
  const plan = (values: Record<string, string>): Plan => {
    const secrets = Object.entries(values).map(([key, value]) => secret(key, value));
    const desired = toDesired(renderOutputs(secrets, specs, new Map()), resolveOwners(specs));
    sweepLeftOvers(desired.files.map((file) => file.path));
    return planChanges(
      desired,
      inspectCurrent(desired, openFingerprints(directory)),
      process.geteuid?.() ?? 0,
    );
  };
  const context = (tell = false) => ({
    runtimeDirectory: directory,
    fingerprints: openFingerprints(directory),
    tell,
  });
  const deliver = (values: Record<string, string>) => {
    finishPending(directory);
    const made = plan(values);
    commitPlan(made, context());
    return made.changes.map(({ kind }) => kind);
  };
  return { directory, path, plan, deliver, context, names: () => readdirSync(directory).sort() };
}

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('no failure');
}

const twoFiles = (directory: string) => ({
  env: makeOutput('container-env', { path: join(directory, 'env') }),
  json: makeOutput('json', { path: join(directory, 'json') }),
});

describe('files', () => {
  test('are written with mode and owner, and nothing else stays behind', () => {
    const home = makeHome(twoFiles);
    expect(home.deliver({ A: '1', B: 'x\ny' })).toEqual(['create', 'create', 'create']);
    expect(home.names()).toEqual(['env', 'env.systemd', 'json']);
    expect(readFileSync(home.path('env'), 'utf8')).toBe('A=1\nB\n');
    const stats = statSync(home.path('env'));
    expect([stats.mode & 0o7777, stats.uid]).toEqual([0o400, process.geteuid?.()]);
  });

  test('that are as they shall be are not touched: same inode, same times', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1' });
    const before = statSync(home.path('env'), { bigint: true });
    expect(home.deliver({ A: '1' })).toEqual([]);
    const after = statSync(home.path('env'), { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([before.ino, before.mtimeNs, before.ctimeNs]);
  });

  test('of which one changes leave the others untouched', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1', B: 'x\ny' });
    const before = statSync(home.path('env.systemd'), { bigint: true });
    expect(home.deliver({ A: '2', B: 'x\ny' })).toEqual(['replace', 'replace']);
    expect(statSync(home.path('env.systemd'), { bigint: true }).ctimeNs).toBe(before.ctimeNs);
  });

  test('keep their bytes for whoever still has the old one open', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1' });
    linkSync(home.path('env'), home.path('still-open'));
    home.deliver({ A: '2' });
    expect(readFileSync(home.path('still-open'), 'utf8')).toBe('A=1\n');
  });

  test('get their mode back when somebody opened them to everybody', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1' });
    chmodSync(home.path('json'), 0o644);
    expect(home.deliver({ A: '1' })).toEqual(['attributes']);
    expect(statSync(home.path('json')).mode & 0o777).toBe(0o400);
  });

  test('may belong to another user and group', (context) => {
    if (process.geteuid?.() !== 0) context.skip('giving files away takes root');
    const home = makeHome((directory) => ({
      env: makeOutput('json', { path: join(directory, 'env'), owner: '1234', group: '4321', mode: '0440' }),
    }));
    home.deliver({ A: '1' });
    const { uid, gid, mode } = statSync(home.path('env'));
    expect([uid, gid, mode & 0o777]).toEqual([1234, 4321, 0o440]);
    expect(home.deliver({ A: '1' })).toEqual([]);
  });

  test('leave a mark when somebody has to be told, and none when nobody has', () => {
    const home = makeHome(twoFiles);
    commitPlan(home.plan({ A: '1' }), home.context(false));
    expect(isUntold(home.directory)).toBe(false);
    commitPlan(home.plan({ A: '2' }), home.context(true));
    expect(isUntold(home.directory)).toBe(true);
  });
});

describe('a directory of files', () => {
  const inDirectory = (directory: string) => ({
    files: makeOutput('files', { path: join(directory, 'files') }),
  });

  test('has one file a key, loses those that disappear, and keeps a list of its own', () => {
    const home = makeHome(inDirectory);
    home.deliver({ A: '1', 'tls.crt': 'x\n' });
    expect(readdirSync(home.path('files')).sort()).toEqual(['.infisical-fetch', 'A', 'tls.crt']);
    expect(statSync(home.path('files')).mode & 0o777).toBe(0o750);
    expect(home.deliver({ B: '2' }).sort()).toEqual(['create', 'remove', 'remove', 'replace']);
    expect(readdirSync(home.path('files')).sort()).toEqual(['.infisical-fetch', 'B']);
    expect(home.deliver({ B: '2' })).toEqual([]);
  });

  test('with foreign files is refused, so that pointing it at /etc removes nothing', () => {
    const home = makeHome(inDirectory);
    mkdirSync(home.path('files'));
    writeFileSync(home.path('files/passwd'), 'not ours');
    const failure = failureOf(() => home.deliver({ A: '1' }));
    expect([failure.code, failure.exitCode.number]).toEqual(['output-refused', 73]);
    expect(failure.message).toMatch(/^Choose an empty directory for outputs\.files\.path: /);
    expect(readdirSync(home.path('files'))).toEqual(['passwd']);
  });

  test('does not overwrite a foreign file that appeared later, and does not remove it', () => {
    const home = makeHome(inDirectory);
    home.deliver({ A: '1' });
    writeFileSync(home.path('files/B'), 'not ours');
    expect(home.deliver({ A: '2' }).sort()).toEqual(['replace']);
    expect(failureOf(() => home.deliver({ B: '2' })).code).toBe('output-refused');
    expect(readFileSync(home.path('files/B'), 'utf8')).toBe('not ours');
  });

  test('that was empty and could not be filled is gone again', () => {
    const home = makeHome(inDirectory);
    const plan = home.plan({ A: '1' });
    const impossible: Plan = {
      ...plan,
      changes: plan.changes.map((change) =>
        change.kind === 'remove'
          ? change
          : { ...change, file: { ...change.file, path: join(home.directory, 'missing', 'A') } },
      ),
    };
    expect(failureOf(() => commitPlan(impossible, home.context())).code).toBe('output-not-creatable');
    expect(home.names()).toEqual([]);
  });
});

describe('what stands in the way is refused and left alone', () => {
  test.each<[name: string, plant: (path: string, home: string) => void, kind: string]>([
    [
      'a symbolic link to a file',
      (path, home) => {
        writeFileSync(join(home, 'target'), 'precious');
        symlinkSync(join(home, 'target'), path);
      },
      'a symbolic link',
    ],
    ['a symbolic link to nowhere', (path) => symlinkSync('/nonexistent', path), 'a symbolic link'],
    ['a directory', (path) => mkdirSync(path), 'a directory'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'a device, socket or pipe'],
  ])('%s', (_name, plant, kind) => {
    const home = makeHome(twoFiles);
    plant(home.path('json'), home.directory);
    const failure = failureOf(() => home.deliver({ A: '1' }));
    expect([failure.code, failure.exitCode.number]).toEqual(['output-refused', 73]);
    expect(failure.message).toContain(
      `Remove ${home.path('json')} or choose another path for outputs.json: it is ${kind}`,
    );
    expect(existsSync(home.path('env'))).toBe(false);
    if (existsSync(home.path('target'))) expect(readFileSync(home.path('target'), 'utf8')).toBe('precious');
  });

  test('a link at the place of the temporary file is removed, not followed', () => {
    const home = makeHome(twoFiles);
    writeFileSync(home.path('target'), 'precious');
    symlinkSync(home.path('target'), newPath(home.path('json')));
    home.deliver({ A: '1' });
    expect(readFileSync(home.path('target'), 'utf8')).toBe('precious');
    expect(lstatSync(home.path('json')).isFile()).toBe(true);
  });
});

describe('a change that fails half way', () => {
  test('is taken back: every file is the old one, by bytes and inode', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1', B: 'x\ny' });
    const before = ['env', 'env.systemd', 'json'].map((name) => statSync(home.path(name)).ino);
    const plan = home.plan({ A: '2', B: 'x\nz' });
    // The last file cannot take its place: a directory that is not empty stands there now.
    const [, , last] = plan.changes;
    if (last === undefined || last.kind === 'remove') throw new Error('unexpected plan');
    const blocked = join(home.directory, 'blocked');
    mkdirSync(join(blocked, 'full'), { recursive: true });
    const sabotaged: Plan = {
      ...plan,
      changes: [...plan.changes.slice(0, 2), { kind: 'create', file: { ...last.file, path: blocked } }],
    };
    expect(failureOf(() => commitPlan(sabotaged, home.context())).exitCode.number).toBe(73);
    expect(['env', 'env.systemd', 'json'].map((name) => statSync(home.path(name)).ino)).toEqual(before);
    expect(home.names()).toEqual(['blocked', 'env', 'env.systemd', 'json']);
  });

  test('brings back a file that was to be removed', () => {
    const home = makeHome((directory) => ({
      files: makeOutput('files', { path: join(directory, 'files') }),
    }));
    home.deliver({ A: '1', B: '2' });
    const plan = home.plan({ A: '1' });
    const blocked = join(home.directory, 'blocked');
    mkdirSync(join(blocked, 'full'), { recursive: true });
    const [replace] = plan.changes.filter((change) => change.kind === 'replace');
    if (replace === undefined || replace.kind === 'remove') throw new Error('unexpected plan');
    const removals = plan.changes.filter(({ kind }) => kind === 'remove');
    expect(removals).toHaveLength(1);
    const sabotaged: Plan = {
      ...plan,
      changes: [...removals, { kind: 'create', file: { ...replace.file, path: blocked } }],
    };
    failureOf(() => commitPlan(sabotaged, home.context()));
    expect(readFileSync(home.path('files/B'), 'utf8')).toBe('2');
  });
});

describe('a change that was killed half way', () => {
  test('is finished by the next apply, before it talks to any server', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1', B: 'x\ny' });
    // As a killed apply leaves it: all new files complete, the list written, the first of three renamed.
    for (const name of ['env', 'env.systemd', 'json']) writeFileSync(newPath(home.path(name)), `new ${name}`);
    const entries = ['env', 'env.systemd', 'json'].map((name) => ({
      path: home.path(name),
      action: 'rename' as const,
    }));
    writePending(home.directory, { entries, tell: true });
    renameSync(newPath(home.path('env')), home.path('env'));
    expect(finishPending(home.directory)).toEqual([home.path('env.systemd'), home.path('json')]);
    expect(['env', 'env.systemd', 'json'].map((name) => readFileSync(home.path(name), 'utf8'))).toEqual([
      'new env',
      'new env.systemd',
      'new json',
    ]);
    expect([hasPending(home.directory), isUntold(home.directory)]).toEqual([false, true]);
    expect(home.names()).toEqual(['env', 'env.systemd', 'json', 'untold']);
  });

  test('before the list was written leaves the old files, and the rest is swept away', () => {
    const home = makeHome(twoFiles);
    home.deliver({ A: '1' });
    writeFileSync(newPath(home.path('env')), 'half');
    writeFileSync(oldPath(home.path('json')), 'old');
    writeFileSync(join(home.directory, 'pending.json~'), '{"version":1,"entr');
    expect(finishPending(home.directory)).toEqual([]);
    home.deliver({ A: '1' });
    rmSync(join(home.directory, 'pending.json~'));
    expect(home.names()).toEqual(['env', 'env.systemd', 'json']);
    expect(readFileSync(home.path('env'), 'utf8')).toBe('A=1\n');
  });
});
