import { createHash } from 'node:crypto';
import type { SeedFolder } from './seed.ts';

/** The folder and all above it, as keys of {@link StoredProject.folders}. */
export function withParents({ environment, path }: SeedFolder): readonly string[] {
  const names = path.split('/').filter((name) => name !== '');
  const paths = names.map((_, depth) => `/${names.slice(0, depth + 1).join('/')}`);
  return ['/', ...paths].map((above) => folderKey({ environment, path: above }));
}

export function folderKey({ environment, path }: SeedFolder): string {
  return `${environment}:${path}`;
}

/** The id that a secret of this place, key and type has, whether or not it exists. */
export function secretId(
  projectId: string,
  place: SeedFolder,
  key: string,
  type: 'shared' | 'personal',
): string {
  return uuidFrom('secret', projectId, place.environment, place.path, key, type);
}

/** A UUID that looks random and is the same in every run, so that the order of rows is too. */
export function uuidFrom(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\0')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
