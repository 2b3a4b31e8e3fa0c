import type { Desired, DesiredFile } from './desired.ts';
import type { Current, CurrentFile } from './inspect.ts';

/** What happens to one file. `attributes`: the bytes stay, owner or mode change. */
export type Change =
  | { readonly kind: 'create' | 'replace' | 'attributes'; readonly file: DesiredFile }
  | { readonly kind: 'remove'; readonly path: string; readonly output: string };

/** What happens to the directory of a `files` output. */
export interface DirectoryChange {
  readonly path: string;
  readonly groupId: number;
  readonly exists: boolean;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly directories: readonly DirectoryChange[];
  readonly unchanged: readonly string[];
}

/** Owner may change it, group may enter and list it, nobody else may do anything. */
export const directoryMode = 0o750;

/** Whether a consumer would read other bytes than before. */
export function changesBytes(plan: Plan): boolean {
  return plan.changes.some(({ kind }) => kind !== 'attributes');
}

/** Compares what shall be with what is: bytes, owner, group, mode. Pure. */
export function planChanges(desired: Desired, current: Current, userId: number): Plan {
  const changes: Change[] = [];
  const unchanged: string[] = [];
  for (const file of desired.files) {
    const kind = compare(file, current.files.get(file.path));
    if (kind === 'unchanged') unchanged.push(file.path);
    else changes.push({ kind, file });
  }
  for (const { path, output } of current.leftOver) changes.push({ kind: 'remove', path, output });
  const directories = desired.directories.flatMap(({ path, groupId }) => {
    const now = current.directories.get(path);
    const same = now?.mode === directoryMode && now.userId === userId && now.groupId === groupId;
    return same ? [] : [{ path, groupId, exists: now !== undefined }];
  });
  return { changes, directories, unchanged };
}

function compare(
  file: DesiredFile,
  now: CurrentFile | undefined,
): 'create' | 'replace' | 'attributes' | 'unchanged' {
  if (now === undefined) return 'create';
  if (!now.sameBytes) return 'replace';
  const same = now.mode === file.mode && now.userId === file.userId && now.groupId === file.groupId;
  return same ? 'unchanged' : 'attributes';
}
