import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Clock, isTimeLimit } from '../clock.ts';
import { Failure } from '../failure/failure.ts';
import { lockName } from './file-names.ts';

const pollMs = 100;

/** A held lock. */
export interface Lock {
  release(): void;
}

/**
 * Waits until no other apply of the same app runs. Node has no call for file locks, but the SQLite in it takes one from
 * the kernel, which frees it when the process ends, however it ends; a lock file with a process id would need rules for
 * when it is stale. The database stays empty.
 *
 * @param onWait is told once when the lock is held by another process
 * @throws Failure `apply-running` when the time limit of the apply is reached first
 */
export async function acquireLock(
  runtimeDirectory: string,
  clock: Clock,
  signal: AbortSignal,
  onWait: () => void,
): Promise<Lock> {
  const path = join(runtimeDirectory, lockName);
  const database = open(path);
  for (let told = false; !tryLock(database, path); told = true) {
    if (!told) onWait();
    await clock.sleep(pollMs, signal);
    if (signal.aborted) {
      database.close();
      if (!isTimeLimit(signal)) throw signal.reason;
      throw new Failure('apply-running', {
        todo: 'wait for the other apply of this app, or stop it (fuser shows who holds the lock)',
        what: `${path} is still locked`,
      });
    }
  }
  return { release: () => database.close() };
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch {
    throw unusable(path);
  }
}

const sqliteBusy = 5;

function tryLock(database: DatabaseSync, path: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false;
    database.close();
    throw unusable(path);
  }
}

function unusable(path: string): Failure {
  return new Failure('output-not-creatable', {
    todo: `make sure that ${path} can be written, or remove it if it is not an empty file`,
    what: 'the lock against two applies at once cannot be taken',
  });
}
