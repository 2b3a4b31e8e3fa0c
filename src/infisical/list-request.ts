import type { SourceSpec } from '../spec/schema.ts';

/** The two generations of the route that lists secrets. */
export type ListRoute = 'v4' | 'v3';

/**
 * Path and query of a list request. Every flag is sent with its value and the import flag in both spellings,
 * because defaults and spellings changed in February 2026 and unknown parameters are dropped without a word
 * (contract section 3.1).
 */
export function listPath(route: ListRoute, source: SourceSpec): string {
  const query = new URLSearchParams({
    ...commonQuery(route, source),
    recursive: String(source.recursive),
    ...(source.tags.length > 0 && { tagSlugs: source.tags.join(',') }),
  });
  return `${routePaths[route]}?${query}`;
}

/** Path and query for one secret. Names over 100 characters are not routable on any server (recorded). */
export function singlePath(route: ListRoute, source: SourceSpec, key: string): string {
  return `${routePaths[route]}/${encodeURIComponent(key)}?${new URLSearchParams(commonQuery(route, source))}`;
}

const routePaths: Readonly<Record<ListRoute, string>> = { v4: '/api/v4/secrets', v3: '/api/v3/secrets/raw' };

function commonQuery(route: ListRoute, source: SourceSpec): Record<string, string> {
  return {
    [route === 'v4' ? 'projectId' : 'workspaceId']: source.projectId,
    environment: source.environment,
    secretPath: source.path,
    viewSecretValue: 'true',
    expandSecretReferences: String(source.references !== 'literal'),
    includeImports: String(source.imports),
    include_imports: String(source.imports),
    ...(route === 'v4' && { includePersonalOverrides: 'false' }),
  };
}
