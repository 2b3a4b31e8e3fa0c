import { type Answer, jsonAnswer } from '../answer.ts';
import { type SecretRoute, type SecretRouteRules, secretRouteRules } from '../dialect.ts';
import { folderKey, uuidFrom } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { RouteContext } from '../route.ts';
import type { SeedAccess, SeedFolder } from '../seed.ts';
import type { StoredIdentity, StoredProject, StoredSecret } from '../state.ts';
import { mayRead, openSecrets, permissionDenied } from './access.ts';
import { byId, collectImports } from './imports.ts';
import { foldersToList } from './list-folders.ts';
import { expandSecret } from './references.ts';
import { type SecretItem, toItem } from './secret-item.ts';
import { readSecretQuery, type SecretQuery } from './secret-query.ts';

interface Listing {
  readonly context: RouteContext;
  readonly rules: SecretRouteRules;
  readonly query: SecretQuery;
  readonly project: StoredProject;
  readonly access: SeedAccess;
}

/**
 * `GET /api/v4/secrets` and `GET /api/v3/secrets/raw`. Source: infisical-api.md section 3, recorded groups
 * `list`, `imports` and `token`.
 */
export function listSecrets(route: SecretRoute) {
  return (context: RouteContext, identity: StoredIdentity): Answer => {
    const { state, request } = context;
    const rules = secretRouteRules(state.dialect, route);
    const query = readSecretQuery(request, rules, 'list');
    const { projectId = '', projectSlug = '', environment = '' } = query;
    if (environment === '' || (projectId === '' && projectSlug === '')) {
      throw new Refusal('project-or-environment-missing');
    }
    const { project, access } = openSecrets(state, identity, projectId, projectSlug);
    const folders = foldersToList(state.dialect, project, access, { environment, path: query.path }, query);
    if (folders === null) {
      return jsonAnswer(200, { secrets: [], imports: [] });
    }
    const listing = { context, rules, query, project, access };
    return jsonAnswer(200, {
      secrets: ownItems(listing, folders),
      ...(query.imports ? { imports: importItems(listing, folders) } : {}),
    });
  };
}

function ownItems(listing: Listing, folders: readonly SeedFolder[]): readonly SecretItem[] {
  const { context, query, project, access } = listing;
  const { dialect } = context.state;
  const expand = (secret: StoredSecret) => expandSecret(dialect, project, access, secret);
  return ownRows(listing, folders).map((secret) => {
    // In 2024 a value that cannot be expanded stays as it is; later the whole request fails.
    const value = query.expand
      ? dialect === 'v3-2024'
        ? orRaw(secret, () => expand(secret))
        : expand(secret)
      : secret.value;
    return toItem(dialect, project, secret, 'listed', value, query.viewValue);
  });
}

function ownRows(listing: Listing, folders: readonly SeedFolder[]): readonly StoredSecret[] {
  const { query, project } = listing;
  const places = new Set(folders.map(folderKey));
  const rows = [...project.secrets.values()]
    .filter((secret) => places.has(folderKey(secret)))
    .filter(
      (secret) => query.tagSlugs.length === 0 || query.tagSlugs.some((tag) => secret.tags.includes(tag)),
    )
    .toSorted(byId);
  return withoutHidden(listing, choosePersonal(listing, rows));
}

function choosePersonal({ rules, query }: Listing, rows: readonly StoredSecret[]): readonly StoredSecret[] {
  if (rules.personal === 'beside') {
    return rows;
  }
  if (!query.personalOverrides) {
    return rows.filter((secret) => secret.type === 'shared');
  }
  const place = (secret: StoredSecret) => `${folderKey(secret)}:${secret.key}`;
  const overridden = new Set(rows.filter((secret) => secret.type === 'personal').map(place));
  return rows.filter((secret) => secret.type === 'personal' || !overridden.has(place(secret)));
}

/** A secret that may be seen but not read fails the list, or is left out of a recursive one (section 3.5). */
function withoutHidden({ context, query }: Listing, rows: readonly StoredSecret[]): readonly StoredSecret[] {
  if (context.state.dialect === 'v3-2024' || !query.viewValue) {
    return rows;
  }
  const hidden = rows.find((secret) => secret.hidden);
  if (hidden !== undefined && !query.recursive) {
    throw permissionDenied(hidden);
  }
  return rows.filter((secret) => !secret.hidden);
}

function importItems(
  { context, rules, query, project, access }: Listing,
  folders: readonly SeedFolder[],
): readonly SecretItem[] {
  const { dialect } = context.state;
  const entries = collectImports(dialect, project, folders, (folder) => mayRead(access, folder));
  return entries.map(({ source, owner, secrets }) => ({
    secretPath: source.path,
    environment: source.environment,
    folderId: uuidFrom('folder', project.id, folderKey(source)),
    secrets: secrets
      .filter((secret) => dialect === 'v3-2024' || !query.viewValue || !secret.hidden)
      .map((secret) => {
        const importer = rules.importedReferences === 'importer' ? owner : undefined;
        // Imported values are expanded whether or not that was asked for (section 3.4, recorded: 063).
        const value = orRaw(secret, () => expandSecret(dialect, project, access, secret, importer));
        return toItem(dialect, project, secret, 'imported', value, query.viewValue);
      }),
  }));
}

function orRaw(secret: StoredSecret, expand: () => string): string {
  try {
    return expand();
  } catch (error) {
    if (error instanceof Refusal) {
      return secret.value;
    }
    throw error;
  }
}
