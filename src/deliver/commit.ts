import {
  type BigIntStats,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
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
import type { Fingerprints } from './fingerprints.ts';
import { clearPending, hasPending, writePending } from './pending.ts';
import { type Change, type DirectoryChange, directoryMode, type Plan } from './plan.ts';
import { markUntold } from './untold.ts';

/** What a commit needs beside the plan. */
export interface CommitContext {
  readonly runtimeDirectory: string;
  readonly fingerprints: Fingerprints;
  /** Leave the mark that the consumers are still to be told. */
  readonly tell: boolean;
}

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
export function commitPlan(plan: Plan, { runtimeDirectory, fingerprints, tell }: CommitContext): void {
  const paths = plan.changes.map(pathOf);
  const madeDirectories: string[] = [];
  try {
    for (const directory of plan.directories) prepareDirectory(directory, madeDirectories);
    const written = plan.changes.flatMap((change) =>
      change.kind === 'remove' ? [] : [writeNew(change.file)],
    );
    fingerprints.remember(written.filter(({ stats }) => stats.uid !== BigInt(process.geteuid?.() ?? 0)));
    for (const change of plan.changes) if (change.kind !== 'create') keepOld(change);
    switchFiles(plan.changes, runtimeDirectory, tell);
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

/** A new file, complete beside its place. */
interface WrittenFile {
  readonly path: string;
  readonly stats: BigIntStats;
  readonly content: Buffer;
}

function writeNew({ path: finalPath, content, ...owner }: DesiredFile): WrittenFile {
  const path = newPath(finalPath);
  return attemptOn(`write ${finalPath}`, () => {
    rmSync(path, { force: true });
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(path, flags, 0o600);
    try {
      // The mode first: with CAP_CHOWN alone a file that is no longer ours cannot be changed.
      fchmodSync(descriptor, owner.mode);
      fchownSync(descriptor, owner.userId, owner.groupId);
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
      return { path: finalPath, stats: fstatSync(descriptor, { bigint: true }), content };
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

function switchFiles(changes: readonly Change[], runtimeDirectory: string, tell: boolean): void {
  if (changes.length === 0) return;
  const entries = changes.map((change) => ({
    path: pathOf(change),
    action: change.kind === 'remove' ? ('remove' as const) : ('rename' as const),
  }));
  writePending(runtimeDirectory, { entries, tell });
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
  if (tell) markUntold(runtimeDirectory);
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

function attemptOn<Result>(action: string, operation: () => Result): Result {
  try {
    return operation();
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
