import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { explainFileError } from './file-error.ts';
import { newPath, oldPath, pendingName } from './file-names.ts';
import { markUntold } from './untold.ts';

const entry = z.object({ path: z.string(), action: z.enum(['rename', 'remove']) });
const pendingSchema = z.object({ version: z.literal(1), entries: z.array(entry), tell: z.boolean() });

/** What is being switched: each file, and whether the consumers are to be told afterwards. */
export type Pending = Omit<z.infer<typeof pendingSchema>, 'version'>;

/** Writes the list of what is about to be switched. From here on the change will be finished, by us or the next apply. */
export function writePending(runtimeDirectory: string, pending: Pending): void {
  const path = join(runtimeDirectory, pendingName);
  try {
    const descriptor = openSync(
      `${path}~`,
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
      0o600,
    );
    try {
      writeFileSync(descriptor, JSON.stringify({ version: 1, ...pending }));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${path}~`, path);
  } catch (error) {
    throw explainFileError(error, `write ${path}`);
  }
}

/** Whether a change is half done. */
export function hasPending(runtimeDirectory: string): boolean {
  return existsSync(join(runtimeDirectory, pendingName));
}

export function clearPending(runtimeDirectory: string): void {
  rmSync(join(runtimeDirectory, pendingName), { force: true });
}

/**
 * Finishes the change that a killed apply left half done, so that outputs that belong together are together again even
 * if the server cannot be reached now. The lock must be held.
 *
 * @returns the paths that were switched
 */
export function finishPending(runtimeDirectory: string): string[] {
  const path = join(runtimeDirectory, pendingName);
  if (!hasPending(runtimeDirectory)) return [];
  const { entries, tell } = readPending(path);
  const finished: string[] = [];
  for (const { path: file, action } of entries) {
    const from = newPath(file);
    try {
      if (action === 'remove') rmSync(file, { force: true });
      else if (existsSync(from)) renameSync(from, file);
      else continue;
      finished.push(file);
    } catch (error) {
      throw explainFileError(error, `finish the interrupted change of ${file}`);
    }
  }
  if (tell) markUntold(runtimeDirectory);
  clearPending(runtimeDirectory);
  for (const { path: file } of entries) rmSync(oldPath(file), { force: true });
  return finished;
}

/** A list that cannot be read was never complete, because it is renamed into place; then nothing was switched. */
function readPending(path: string): Pending {
  try {
    const parsed = pendingSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : nothing;
  } catch {
    return nothing;
  }
}

const nothing: Pending = { entries: [], tell: false };
