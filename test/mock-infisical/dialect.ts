/**
 * The servers that the mock can be: the recorded one of September 2024 (v3 only), autumn 2025 (v4 exists and
 * behaves like v3) and since February 2026 (v4 parameters renamed, defaults flipped). Source: infisical-api.md
 * section 0, eras E1, E3 and E4.
 */
export const dialects = ['v3-2024', 'v4-2025', 'v4-2026'] as const;

export type Dialect = (typeof dialects)[number];

export function isDialect(text: string): text is Dialect {
  return dialects.some((dialect) => dialect === text);
}

/** Which family of secret routes a request came in by. */
export type SecretRoute = 'v3' | 'v4';

/** What differs between the secret routes: infisical-api.md sections 3.1 and 3.4. */
export interface SecretRouteRules {
  readonly project: 'projectId' | 'workspace';
  readonly importsParameter: 'include_imports' | 'includeImports';
  readonly importsDefault: boolean;
  readonly expandDefault: boolean;
  /** Whether viewSecretValue is known; unknown parameters are dropped. */
  readonly viewSecretValue: boolean;
  /** Personal rows: a machine never sees them, gets them beside the shared ones, or asks for them. */
  readonly personal: 'never' | 'beside' | 'asked';
  /** Where `${KEY}` inside an imported secret is looked up first. */
  readonly importedReferences: 'source' | 'importer';
}

const v3Rules: SecretRouteRules = {
  project: 'workspace',
  importsParameter: 'include_imports',
  importsDefault: false,
  expandDefault: false,
  viewSecretValue: true,
  personal: 'beside',
  importedReferences: 'source',
};

/** The parameters and defaults of a secret route in a dialect. */
export function secretRouteRules(dialect: Dialect, route: SecretRoute): SecretRouteRules {
  switch (dialect) {
    case 'v3-2024':
      return { ...v3Rules, viewSecretValue: false, personal: 'never' };
    case 'v4-2025':
      return route === 'v3' ? v3Rules : { ...v3Rules, project: 'projectId' };
    case 'v4-2026':
      return route === 'v3'
        ? v3Rules
        : {
            project: 'projectId',
            importsParameter: 'includeImports',
            importsDefault: true,
            expandDefault: true,
            viewSecretValue: true,
            personal: 'asked',
            importedReferences: 'importer',
          };
  }
}
