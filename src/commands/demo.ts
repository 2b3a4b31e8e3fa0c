import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../failure/failure.ts';
import { openReport } from '../report/report.ts';
import { readSpec } from '../spec/read-spec.ts';
import { applySpec } from './apply.ts';
import { describeResult } from './apply-result.ts';
import type { Context } from './context.ts';
import { type DemoServer, demoFiles, demoServerSchema, demoSpec } from './demo-spec.ts';

/**
 * The command `demo`: starts the mock server over TLS on loopback, applies a spec with everything that usually goes wrong
 * in an env file, prints what was written and leaves it to look at. The secrets are those of the mock: this is the one
 * command that prints values.
 */
export async function demoCommand(directory: string | undefined, context: Context): Promise<void> {
  const home = prepareHome(directory);
  const mock = startMock(home);
  try {
    const specFile = writeInputs(home, await waitUntilReady(mock, home));
    const human: Context = { ...context, report: openReport('terminal', context.print) };
    context.print(
      `A mock Infisical server listens on this machine, with TLS and a certificate authority of its own.\n`,
    );
    context.print(`\n$ infisical-fetch apply ${specFile}\n`);
    const result = await applySpec(readSpec(specFile), 'needless', human);
    context.print(`${describeResult(result)}\n`);
    for (const { path } of result.outputs) for (const file of filesOf(path)) context.print(showFile(file));
    context.print(
      `\n$ infisical-fetch apply ${specFile}   # again: nothing changed, so nothing is touched\n`,
    );
    context.print(
      `${describeResult(await applySpec(readSpec(specFile), 'needless', human))}\n\nEverything is left in ${home}\n`,
    );
  } finally {
    mock.kill('SIGTERM');
  }
}

function prepareHome(directory: string | undefined): string {
  if (directory === undefined) return realpathSync(mkdtempSync(join(tmpdir(), 'infisical-fetch-demo-')));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return realpathSync(directory);
}

/** The mock is a program of its own, installed beside this one. */
function findMock(): string {
  const program = realpathSync(process.argv[1] ?? '');
  const mock = join(dirname(program), 'mock-infisical.cjs');
  if (existsSync(mock)) return mock;
  throw new Failure('usage-wrong', {
    todo: 'run the demo from a complete installation',
    what: `${mock} is missing`,
  });
}

function startMock(home: string): ChildProcess {
  const files = ['--ca-file', join(home, demoFiles.ca), '--ready-file', join(home, demoFiles.server)];
  return spawn(process.execPath, [findMock(), '--seed', 'demo', ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The mock prints one line when it listens and its files are written. */
async function waitUntilReady(mock: ChildProcess, home: string): Promise<DemoServer> {
  if (mock.stdout !== null) {
    for await (const _line of createInterface({ input: mock.stdout })) {
      return demoServerSchema.parse(JSON.parse(readFileSync(join(home, demoFiles.server), 'utf8')));
    }
  }
  throw new Failure('server-unreachable', {
    todo: 'read the line above',
    what: 'the mock server did not start',
  });
}

/** The two credentials as files, as sops-nix would leave them, and the spec. */
function writeInputs(home: string, { url, identities: [identity] }: DemoServer): string {
  const specFile = join(home, demoFiles.spec);
  writeFileSync(join(home, demoFiles.clientId), `${identity?.clientId}\n`);
  writeFileSync(join(home, demoFiles.clientSecret), `${identity?.clientSecret}\n`);
  writeFileSync(specFile, `${JSON.stringify(demoSpec(home, url), null, 2)}\n`);
  return specFile;
}

/** An output's file, its companion if it has one, or the files of its directory. */
function filesOf(path: string): string[] {
  if (statSync(path).isDirectory()) return readdirSync(path).map((name) => join(path, name));
  return [path, `${path}.systemd`].filter((file) => existsSync(file));
}

function showFile(file: string): string {
  const indented = readFileSync(file, 'utf8').replace(/^(?=.)/gm, '  ');
  return `\n${file}\n${indented}${indented.endsWith('\n') ? '' : '\n'}`;
}
