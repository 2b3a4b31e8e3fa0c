import { folderKey, secretId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { SeedFolder } from '../seed.ts';
import type { StoredProject } from '../state.ts';

const maximumDepth = 10;

interface Pending extends SeedFolder {
  readonly value: string;
  readonly depth: number;
}

/**
 * Expands references as the server of September 2024 does, with its peculiarities: a missing key becomes an
 * empty text, a missing folder is an error, `$&` and the like in a referenced value are taken as replacement
 * patterns, and permissions are not asked. Source: recorded group `references` and observations.json.
 */
export function expandReferences2024(project: StoredProject, value: string, folder: SeedFolder): string {
  // Kept in one object on purpose: `test` on a global expression remembers where it stopped, which makes the
  // real server leave some references of a value with several alone (recorded: R_MULTI).
  const reference = /\$\{([^}]+)\}/g;
  const pending: Pending[] = [{ value, ...folder, depth: 0 }];
  let expanded = value;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > maximumDepth) {
      continue;
    }
    for (const text of next.value.match(reference) ?? []) {
      const target = targetOf(text, next);
      const found = lookUp(project, target.folder, target.key);
      if (reference.test(found)) {
        pending.push({ value: found, ...target.folder, depth: next.depth + 1 });
      }
      expanded = expanded.replaceAll(text, found);
    }
  }
  return expanded;
}

interface Target {
  readonly folder: SeedFolder;
  readonly key: string;
}

function targetOf(reference: string, { environment, path }: SeedFolder): Target {
  const names = reference.slice(2, -1).trim().split('.');
  const key = names.at(-1) ?? '';
  const [first = '', ...between] = names.slice(0, -1);
  return names.length === 1
    ? { folder: { environment, path }, key }
    : { folder: { environment: first, path: `/${between.join('/')}` }, key };
}

function lookUp(project: StoredProject, folder: SeedFolder, key: string): string {
  if (!project.folders.has(folderKey(folder))) {
    throw new Refusal('reference-folder-missing', { fill: { key } });
  }
  return project.secrets.get(secretId(project.id, folder, key, 'shared'))?.value ?? '';
}
