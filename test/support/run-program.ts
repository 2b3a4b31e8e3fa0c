import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a run of the built program left behind. */
export interface Run {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Run>;
}

/** The bundle that `npm run build` made: the tests run what is shipped. */
export const program = join(import.meta.dirname, '../../dist/infisical-fetch.cjs');

/**
 * Starts the built program as a process.
 *
 * @param wrapper words before the program, such as `strace …` or `unshare …`
 */
export function startProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Running {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, program, ...words];
  return startCommand(command, rest, environment);
}

export function runProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return startProgram(words, environment).finished;
}

/** Runs any other program in the same way. */
export function runCommand(command: string, words: readonly string[]): Promise<Run> {
  return startCommand(command, words, {}).finished;
}

function startCommand(
  command: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running {
  const child = spawn(command, words, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const finished = new Promise<Run>((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { process: child, finished };
}
