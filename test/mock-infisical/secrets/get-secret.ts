import { type Answer, jsonAnswer } from '../answer.ts';
import { type Dialect, type SecretRoute, secretRouteRules } from '../dialect.ts';
import { folderKey, secretId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { RouteContext } from '../route.ts';
import type { SeedAccess, SeedFolder } from '../seed.ts';
import type { StoredIdentity, StoredProject, StoredSecret } from '../state.ts';
import { mayRead, openSecrets, permissionDenied, requireReadable } from './access.ts';
import { collectImports, type ImportEntry } from './imports.ts';
import { expandSecret } from './references.ts';
import { toItem } from './secret-item.ts';
import { readSecretQuery, type SecretQuery } from './secret-query.ts';

/**
 * `GET /api/v4/secrets/{name}` and `GET /api/v3/secrets/raw/{name}`. Source: infisical-api.md section 4,
 * recorded groups `get` and `references`.
 */
export function getSecret(route: SecretRoute) {
  return (context: RouteContext, identity: StoredIdentity): Answer => {
    const { state, request, parameter: name } = context;
    const rules = secretRouteRules(state.dialect, route);
    const query = readSecretQuery(request, rules, 'one');
    const { projectId = '', projectSlug = '', environment = '' } = query;
    if (environment === '') {
      throw new Refusal('environment-missing');
    }
    if (projectId === '' && projectSlug === '') {
      throw new Refusal('project-missing');
    }
    const { project, access } = openSecrets(state, identity, projectId, projectSlug);
    const folder = { environment, path: query.path };
    requireReadable(access, folder);
    if (!project.folders.has(folderKey(folder))) {
      throw new Refusal('folder-unknown', { fill: folder });
    }
    const found = findSecret(state.dialect, project, access, folder, name, query);
    if (found === undefined) {
      throw new Refusal('secret-unknown', { fill: { name } });
    }
    const { secret, entry } = found;
    if (secret.hidden && query.viewValue && state.dialect !== 'v3-2024') {
      throw permissionDenied(secret);
    }
    const importer = rules.importedReferences === 'importer' ? entry?.owner : undefined;
    const value = query.expand
      ? expandSecret(state.dialect, project, access, secret, importer)
      : secret.value;
    const place = entry === undefined ? 'fetched' : 'fetched-from-import';
    const item = toItem(state.dialect, project, secret, place, value, query.viewValue);
    return jsonAnswer(200, { secret: { ...item, ...sourceFields(state.dialect, entry) } });
  };
}

/** What a source imports itself is said to come from the source (recorded: 142). */
function sourceFields(dialect: Dialect, entry: ImportEntry | undefined): Readonly<Record<string, string>> {
  if (entry === undefined) {
    return {};
  }
  const { environment, path } = entry.source;
  return dialect === 'v3-2024' ? { environment } : { environment, secretPath: path };
}

interface FoundSecret {
  readonly secret: StoredSecret;
  /** The import it came by; undefined for one of the folder itself. */
  readonly entry: ImportEntry | undefined;
}

/** The folder's own secret, else that of the last import which has the name (recorded: 139, 140). */
function findSecret(
  dialect: Dialect,
  project: StoredProject,
  access: SeedAccess,
  folder: SeedFolder,
  name: string,
  { type, imports }: SecretQuery,
): FoundSecret | undefined {
  // A machine owns no personal secrets (recorded: 147).
  const own =
    dialect === 'v3-2024' && type === 'personal'
      ? undefined
      : project.secrets.get(secretId(project.id, folder, name, type));
  if (own !== undefined || !imports) {
    return own === undefined ? undefined : { secret: own, entry: undefined };
  }
  return collectImports(dialect, project, [folder], (source) => mayRead(access, source))
    .toReversed()
    .flatMap((entry) => entry.secrets.map((secret) => ({ secret, entry })))
    .find(({ secret }) => secret.key === name);
}
