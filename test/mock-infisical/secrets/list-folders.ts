import type { Dialect } from '../dialect.ts';
import { folderKey } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { SeedAccess, SeedFolder } from '../seed.ts';
import type { StoredProject } from '../state.ts';
import { mayRead, requireReadable } from './access.ts';

const maximumDepth = 20;

/**
 * The folders whose secrets a list shows; null when the folder does not exist and the server answers with
 * nothing instead of an error. Source: infisical-api.md section 3.5, recorded exchanges 073 to 087.
 */
export function foldersToList(
  dialect: Dialect,
  project: StoredProject,
  access: SeedAccess,
  folder: SeedFolder,
  { recursive }: { readonly recursive: boolean },
): readonly SeedFolder[] | null {
  const fill = { ...folder, project: project.id };
  if (recursive) {
    if (!project.environments.includes(folder.environment)) {
      throw new Refusal('environment-unknown', { fill });
    }
    const below = foldersBelow(dialect, project, folder);
    return below.length === 0 && dialect !== 'v3-2024'
      ? null
      : below.filter((candidate) => mayRead(access, candidate));
  }
  requireReadable(access, folder);
  if (project.folders.has(folderKey(folder))) {
    return [folder];
  }
  if (dialect === 'v3-2024') {
    return null;
  }
  throw new Refusal('folder-unknown', { fill });
}

function foldersBelow(
  dialect: Dialect,
  project: StoredProject,
  { environment, path }: SeedFolder,
): readonly SeedFolder[] {
  const start = path === '/' ? '' : path;
  const isBelow = (candidate: string): boolean =>
    // In 2024 a plain comparison of texts: /application is taken to be below /app (recorded: 077).
    dialect === 'v3-2024'
      ? candidate.startsWith(start)
      : candidate === path || candidate.startsWith(`${start}/`);
  const depth = (candidate: string) => candidate.split('/').filter((name) => name !== '').length;
  return [...project.folders]
    .filter((key) => key.startsWith(`${environment}:`))
    .map((key) => ({ environment, path: key.slice(environment.length + 1) }))
    .filter((candidate) => isBelow(candidate.path))
    .filter((candidate) => depth(candidate.path) - depth(path) <= maximumDepth);
}
