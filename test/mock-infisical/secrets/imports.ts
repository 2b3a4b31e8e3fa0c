import type { Dialect } from '../dialect.ts';
import { folderKey } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { SeedFolder, SeedImport } from '../seed.ts';
import type { StoredProject, StoredSecret } from '../state.ts';

/** One entry of `imports`: a source folder with its secrets and those it imports itself. */
export interface ImportEntry {
  readonly source: SeedFolder;
  /** The folder that imports. */
  readonly owner: SeedFolder;
  readonly secrets: readonly StoredSecret[];
}

const maximumDepth = 10;

interface Level {
  readonly imports: readonly SeedImport[];
  readonly depth: number;
  /** The entry that a nested import is folded into; null on the first level. */
  readonly into: StoredSecret[] | null;
}

/**
 * The imports of some folders, in order of position. What a source imports itself is folded into its entry, at
 * most 10 levels deep, the nearest secret of a name winning; a source that is met twice counts once, at the
 * highest level. Source: infisical-api.md section 3.3, recorded exchanges 061 to 064.
 */
export function collectImports(
  dialect: Dialect,
  project: StoredProject,
  folders: readonly SeedFolder[],
  mayReadFolder: (folder: SeedFolder) => boolean,
): readonly ImportEntry[] {
  const owners = new Set(folders.map(folderKey));
  const direct = byPosition(project.imports.filter((item) => owners.has(folderKey(item)))).filter((item) =>
    mayReadFolder(item.from),
  );
  const visited = new Set<string>();
  const entries: { readonly item: SeedImport; readonly secrets: StoredSecret[] }[] = [];
  const levels: Level[] = [{ imports: direct, depth: 0, into: null }];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const { depth, into } = level;
    const fresh = level.imports.filter((item) => !visited.has(folderKey(item.from)));
    if (depth > maximumDepth) {
      continue;
    }
    const existing = existingSources(dialect, project, fresh);
    for (const item of existing) {
      visited.add(folderKey(item.from));
    }
    for (const item of existing) {
      const secrets = secretsOf(project, item.from);
      const entry = into ?? [];
      entry.push(...secrets);
      if (into === null) {
        entries.push({ item, secrets: entry });
      }
      const nested = project.imports.filter((candidate) => folderKey(candidate) === folderKey(item.from));
      levels.push({ imports: nested, depth: depth + 1, into: entry });
    }
  }
  return entries.map(({ item, secrets }) => ({
    source: item.from,
    owner: { environment: item.environment, path: item.path },
    secrets: firstOfEachKey(secrets),
  }));
}

function existingSources(
  dialect: Dialect,
  project: StoredProject,
  imports: readonly SeedImport[],
): readonly SeedImport[] {
  const existing = imports.filter((item) => project.folders.has(folderKey(item.from)));
  // In 2024 one missing source among others breaks the whole list, a missing only source does not (158, 159).
  if (dialect === 'v3-2024' && existing.length > 0 && existing.length < imports.length) {
    throw new Refusal('import-folder-missing');
  }
  return existing;
}

function byPosition(imports: readonly SeedImport[]): readonly SeedImport[] {
  const counts = new Map<string, number>();
  const positioned = imports.map((item) => {
    const position = counts.get(folderKey(item)) ?? 0;
    counts.set(folderKey(item), position + 1);
    return { item, position };
  });
  return positioned.toSorted((one, other) => one.position - other.position).map(({ item }) => item);
}

function secretsOf(project: StoredProject, folder: SeedFolder): readonly StoredSecret[] {
  return [...project.secrets.values()]
    .filter((secret) => folderKey(secret) === folderKey(folder) && secret.type === 'shared')
    .toSorted(byId);
}

function firstOfEachKey(secrets: readonly StoredSecret[]): readonly StoredSecret[] {
  const keys = new Set<string>();
  return secrets.filter((secret) => !keys.has(secret.key) && keys.add(secret.key));
}

/** Rows come ordered by their id, so neither by name nor by time. */
export function byId(one: StoredSecret, other: StoredSecret): number {
  return one.id < other.id ? -1 : 1;
}
