import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../failure/failure.ts';
import type { DesiredFile } from './desired.ts';
import { explainFileError } from './file-error.ts';
import { newPath, oldPath } from './file-names.ts';
import { clearPending, hasPending, writePending } from './pending.ts';
import { type Change, type DirectoryChange, directoryMode, type Plan } from './plan.ts';

/**
 * Carries out a plan: all of it, or nothing.
 *
 * 1. Everything that can fail for want of room or permission happens beside the outputs: the new files are written
 *    whole, with owner and mode set while they are still empty, and synced.
 * 2. A second name is kept for every old file, and the list of what is to be switched is written down.
 * 3. One rename per file. Should one fail, those before it are taken back; should the program be killed between two,
 *    the next apply reads the list and finishes the rest before it does anything else.
 *
 * All calls are synchronous, so no signal handler of ours runs in the middle.
 *
 * @throws Failure `output-not-creatable`, `output-refused` or `output-not-written`; every output is then as before
 */
export function commitPlan(plan: Plan, runtimeDirectory: string): void {
  const paths = plan.changes.map(pathOf);
  const madeDirectories: string[] = [];
  try {
    for (const directory of plan.directories) prepareDirectory(directory, madeDirectories);
    for (const change of plan.changes) if (change.kind !== 'remove') writeNew(change.file);
    for (const change of plan.changes) if (change.kind !== 'create') keepOld(change);
    switchFiles(plan.changes, runtimeDirectory);
  } catch (error) {
    if (hasPending(runtimeDirectory)) throw error;
    sweepLeftOvers(paths);
    for (const directory of madeDirectories.reverse()) attempt(() => rmdirSync(directory));
    throw error;
  }
  sweepLeftOvers(paths);
  for (const directory of new Set(paths.map((path) => dirname(path)))) syncDirectory(directory);
}

/** Removes what a killed apply left beside the outputs; the lock must be held. */
export function sweepLeftOvers(paths: readonly string[]): void {
  for (const path of paths) {
    attempt(() => rmSync(newPath(path), { force: true }));
    attempt(() => rmSync(oldPath(path), { force: true }));
  }
}

function pathOf(change: Change): string {
  return change.kind === 'remove' ? change.path : change.file.path;
}

function prepareDirectory(directory: DirectoryChange, made: string[]): void {
  attemptOn(`prepare the directory ${directory.path}`, () => {
    if (!directory.exists) {
      mkdirSync(directory.path, { mode: directoryMode });
      made.push(directory.path);
    }
    chmodSync(directory.path, directoryMode);
    chownSync(directory.path, process.geteuid?.() ?? 0, directory.groupId);
  });
}

function writeNew(file: DesiredFile): void {
  const path = newPath(file.path);
  attemptOn(`write ${file.path}`, () => {
    rmSync(path, { force: true });
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(path, flags, 0o600);
    try {
      // The mode first: with CAP_CHOWN alone a file that is no longer ours cannot be changed.
      fchmodSync(descriptor, file.mode);
      fchownSync(descriptor, file.userId, file.groupId);
      writeFileSync(descriptor, file.content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * Best effort: the kernel refuses a second name for a file of another user that we may not write
 * (`fs.protected_hardlinks`, and the unit has CAP_CHOWN alone). Such a change can only be finished, not taken back.
 */
function keepOld(change: Change): void {
  const path = pathOf(change);
  attempt(() => {
    rmSync(oldPath(path), { force: true });
    linkSync(path, oldPath(path));
  });
}

function switchFiles(changes: readonly Change[], runtimeDirectory: string): void {
  if (changes.length === 0) return;
  writePending(
    runtimeDirectory,
    changes.map((change) => ({
      path: pathOf(change),
      action: change.kind === 'remove' ? 'remove' : 'rename',
    })),
  );
  const done: Change[] = [];
  try {
    for (const change of changes) {
      attemptOn(`put ${pathOf(change)} in its place`, () =>
        change.kind === 'remove'
          ? rmSync(change.path)
          : renameSync(newPath(change.file.path), change.file.path),
      );
      done.push(change);
    }
  } catch (error) {
    const canTakeBack = done.every(
      (change) => change.kind === 'create' || existsSync(oldPath(pathOf(change))),
    );
    if (!canTakeBack) throw halfDone(error);
    for (const change of done.reverse()) takeBack(change);
    clearPending(runtimeDirectory);
    throw error;
  }
  clearPending(runtimeDirectory);
}

function takeBack(change: Change): void {
  const path = pathOf(change);
  attemptOn(`bring back the old ${path}`, () =>
    change.kind === 'create' ? rmSync(path) : renameSync(oldPath(path), path),
  );
}

/** The list stays, so the next apply finishes the change. */
function halfDone(error: unknown): Failure {
  return new Failure('output-not-written', {
    todo: 'check the disk and the system log, then apply again, which finishes the change first',
    what: `a change of several files stopped half way (${error instanceof Failure ? error.message : 'unknown error'})`,
  });
}

function syncDirectory(directory: string): void {
  attempt(() => {
    const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function attemptOn(action: string, operation: () => void): void {
  try {
    operation();
  } catch (error) {
    throw explainFileError(error, action);
  }
}

/** For what comes after the outcome is decided: its failure changes nothing, and the next apply cleans up. */
function attempt(operation: () => unknown): void {
  try {
    operation();
  } catch {
    // Nothing depends on it.
  }
}
