import type { SecretRouteRules } from '../dialect.ts';
import { queryReader } from '../issues.ts';
import type { MockRequest } from '../request.ts';

/** The parameters of a secret route, after trimming and defaults. */
export interface SecretQuery {
  readonly projectId: string | undefined;
  readonly projectSlug: string | undefined;
  readonly environment: string | undefined;
  readonly path: string;
  readonly type: 'shared' | 'personal';
  readonly expand: boolean;
  readonly recursive: boolean;
  readonly imports: boolean;
  readonly viewValue: boolean;
  readonly personalOverrides: boolean;
  /** Empty: no filter. */
  readonly tagSlugs: readonly string[];
}

/**
 * Reads a secret route's query by the rules of its dialect; what the route does not know keeps its default.
 * Source: infisical-api.md sections 3.1 and 4, recorded exchanges 069 to 108.
 */
export function readSecretQuery(
  request: MockRequest,
  rules: SecretRouteRules,
  wanted: 'list' | 'one',
): SecretQuery {
  const reader = queryReader(request);
  const listing = wanted === 'list';
  const byId = rules.project === 'projectId';
  const projectId = reader.text(byId ? 'projectId' : 'workspaceId')?.trim();
  if (byId && !listing && projectId === undefined) {
    reader.missing('projectId');
  }
  const tagSlugs = listing ? reader.text('tagSlugs') : undefined;
  const query: SecretQuery = {
    projectId,
    projectSlug: byId ? undefined : reader.text('workspaceSlug')?.trim(),
    environment: reader.text('environment')?.trim(),
    path: withoutFinalSlash(reader.text('secretPath')?.trim() ?? '/'),
    type: listing ? 'shared' : reader.choice('type', ['shared', 'personal'], 'shared'),
    expand: reader.flag('expandSecretReferences', rules.expandDefault),
    recursive: listing && reader.flag('recursive', false),
    imports: reader.flag(rules.importsParameter, rules.importsDefault),
    viewValue: !rules.viewSecretValue || reader.flag('viewSecretValue', true),
    personalOverrides:
      listing && rules.personal === 'asked' && reader.flag('includePersonalOverrides', false),
    tagSlugs: (tagSlugs ?? '')
      .split(',')
      .map((slug) => slug.trim())
      .filter((slug) => slug !== ''),
  };
  reader.finish();
  return query;
}

// An empty path stays empty, which is no folder at all (recorded: 076).
function withoutFinalSlash(path: string): string {
  return path !== '/' && path.endsWith('/') ? path.slice(0, -1) : path;
}
