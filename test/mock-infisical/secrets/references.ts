import type { Dialect } from '../dialect.ts';
import { secretId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { SeedAccess, SeedFolder } from '../seed.ts';
import type { StoredProject, StoredSecret } from '../state.ts';
import { mayRead } from './access.ts';
import { expandReferences2024 } from './references-2024.ts';

const maximumDepth = 10;

/** Between the braces only these are taken for a reference; anything else is ordinary text. */
const reference = /\$\{([a-zA-Z0-9\-_.@]+)\}/g;

/**
 * The value of a secret with its references expanded. `importer`: the folder in which `${KEY}` is looked up
 * before the secret's own. Refuses when a target may not be read. Source: infisical-api.md sections 3.4, 3.6.
 */
export function expandSecret(
  dialect: Dialect,
  project: StoredProject,
  access: SeedAccess,
  secret: StoredSecret,
  importer?: SeedFolder,
): string {
  const expanded =
    dialect === 'v3-2024'
      ? expandReferences2024(project, secret.value, secret)
      : expandReferences({ dialect, project, access, value: secret.value, folder: secret, importer });
  const encoded =
    secret.skipMultilineEncoding && secret.value.includes('${') && /\n/.test(expanded)
      ? `"${expanded.replaceAll('\n', '\\n')}"`
      : expanded;
  return encoded;
}

interface Expansion {
  readonly dialect: Dialect;
  readonly project: StoredProject;
  readonly access: SeedAccess;
  readonly value: string;
  readonly folder: SeedFolder;
  readonly importer: SeedFolder | undefined;
}

function expandReferences(expansion: Expansion): string {
  const forbidden = new Set<string>();
  const expand = (value: string, folder: SeedFolder, above: readonly string[]): string =>
    value.replace(reference, (text, names: string) => {
      const target = findTarget(expansion, names, folder);
      if (target === undefined || above.includes(target.id) || above.length >= maximumDepth) {
        return text;
      }
      if (!mayRead(expansion.access, target)) {
        forbidden.add(`no permission to read ${target.key} in ${target.environment}:${target.path}`);
        return text;
      }
      // Until 2026 an empty target counts as a missing one.
      return target.value === '' && expansion.dialect === 'v4-2025'
        ? text
        : expand(target.value, target, [...above, target.id]);
    });
  const expanded = expand(expansion.value, expansion.folder, []);
  if (forbidden.size > 0) {
    throw new Refusal('reference-forbidden', { details: [...forbidden] });
  }
  return expanded;
}

function findTarget(
  { project, importer }: Expansion,
  names: string,
  folder: SeedFolder,
): StoredSecret | undefined {
  const parts = names.split('.');
  const key = parts.at(-1) ?? '';
  const find = (place: SeedFolder) => project.secrets.get(secretId(project.id, place, key, 'shared'));
  const [environment, ...between] = parts.slice(0, -1);
  if (environment !== undefined) {
    return find({ environment, path: `/${between.join('/')}` });
  }
  return (importer === undefined ? undefined : find(importer)) ?? find(folder);
}
