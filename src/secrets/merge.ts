import type { ListedSecret, SecretList } from './listed-secret.ts';

/** Where a secret comes from. */
export interface Origin {
  /** Index in the spec's `sources`. */
  readonly source: number;
  /** Set when an import of the source brought it. */
  readonly importedFrom: string | undefined;
}

/** A secret after merge. */
export interface MergedSecret extends ListedSecret {
  readonly origin: Origin;
  /** With `recursive`: the folders of one source that hold this key. More than one is ambiguous. */
  readonly folders: readonly string[];
}

/** A key that more than one place sets: the winner and who lost, by name only. */
export interface Override {
  readonly key: string;
  readonly winner: Origin;
  readonly loser: Origin;
}

export interface Merged {
  readonly secrets: ReadonlyMap<string, MergedSecret>;
  readonly overrides: readonly Override[];
}

/**
 * Merges sources: a later source wins over an earlier one; within a source its own folder wins over imports, and
 * a later import over an earlier one (the server's own rule, recorded for the route of one secret).
 *
 * A `Map` and not an object: keys such as `__proto__` and `constructor` are ordinary names (recorded).
 *
 * @param lists in the order of the spec's `sources`
 */
export function mergeSources(lists: readonly SecretList[]): Merged {
  const secrets = new Map<string, MergedSecret>();
  const overrides: Override[] = [];
  lists.forEach((list, source) => {
    for (const secret of mergeOne(list, source, overrides).values()) put(secrets, secret, overrides);
  });
  return { secrets, overrides };
}

function mergeOne(list: SecretList, source: number, overrides: Override[]): Map<string, MergedSecret> {
  const merged = new Map<string, MergedSecret>();
  for (const entry of list.imports) {
    const origin = { source, importedFrom: `${entry.environment}:${entry.path}` };
    for (const secret of entry.secrets) put(merged, { ...secret, origin, folders: [] }, overrides);
  }
  const own = new Map<string, MergedSecret>();
  for (const secret of list.own) {
    const folders = [...(own.get(secret.key)?.folders ?? []), secret.path];
    own.set(secret.key, { ...secret, origin: { source, importedFrom: undefined }, folders });
  }
  for (const secret of own.values()) put(merged, secret, overrides);
  return merged;
}

function put(into: Map<string, MergedSecret>, secret: MergedSecret, overrides: Override[]): void {
  const loser = into.get(secret.key);
  if (loser !== undefined) overrides.push({ key: secret.key, winner: secret.origin, loser: loser.origin });
  into.set(secret.key, secret);
}
