import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireLock } from '../../src/deliver/lock.ts';
import { Failure } from '../../src/failure/failure.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A clock whose pauses are told to a function in place of time going by. */
function clock(onPause: () => void | Promise<void>) {
  return { now: () => 0, random: () => 0, sleep: async () => onPause() };
}

const never = new AbortController().signal;

/** Another process that holds the lock until it is killed. */
async function holdInAnotherProcess(directory: string) {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(${JSON.stringify(join(directory, 'lock'))}).exec('BEGIN EXCLUSIVE');
    console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  return holder;
}

describe('the lock of an app', () => {
  test('is free, taken, and free again', async () => {
    const directory = temporaryDirectory();
    const neverWaits = clock(() => {
      throw new Error('waited');
    });
    const lock = await acquireLock(directory, neverWaits, never, () => {});
    lock.release();
    (await acquireLock(directory, neverWaits, never, () => {})).release();
  });

  test('is waited for while another process has it, and free when that is killed', async () => {
    const directory = temporaryDirectory();
    const holder = await holdInAnotherProcess(directory);
    let [pauses, told] = [0, 0];
    const waiting = clock(async () => {
      pauses += 1;
      if (pauses < 3) return;
      holder.kill('SIGKILL');
      if (holder.exitCode === null && holder.signalCode === null) await once(holder, 'exit');
    });
    const lock = await acquireLock(directory, waiting, never, () => {
      told += 1;
    });
    lock.release();
    expect([pauses, told]).toEqual([3, 1]);
  });

  test('gives up at the time limit, with the exit status of an output that cannot be created', async () => {
    const directory = temporaryDirectory();
    await holdInAnotherProcess(directory);
    const limit = new AbortController();
    const waiting = clock(() => limit.abort(new DOMException('', 'TimeoutError')));
    const failure = await acquireLock(directory, waiting, limit.signal, () => {}).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'apply-running', exitCode: { number: 73 } });
  });

  test('passes a stop on as it is', async () => {
    const directory = temporaryDirectory();
    await holdInAnotherProcess(directory);
    const stop = new AbortController();
    const reason = new Error('stopped');
    const waiting = clock(() => stop.abort(reason));
    await expect(acquireLock(directory, waiting, stop.signal, () => {})).rejects.toBe(reason);
  });

  test.each<[name: string, plant: (path: string) => void]>([
    ['a directory', (path) => mkdirSync(path)],
    ['a file that is no lock', (path) => writeFileSync(path, 'x'.repeat(5000))],
  ])('%s in its place is a failure that says what to do', async (_name, plant) => {
    const directory = temporaryDirectory();
    plant(join(directory, 'lock'));
    const lock = acquireLock(
      directory,
      clock(() => {}),
      never,
      () => {},
    );
    await expect(lock).rejects.toThrow(/^Make sure that .*lock can be written, or remove it/);
  });
});
