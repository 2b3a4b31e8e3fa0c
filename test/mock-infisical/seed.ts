/**
 * What the mock server holds when it starts: plain data, so that a test, the demo and a JSON file can all give
 * it. Organisations are implicit.
 */
export interface Seed {
  readonly identities: readonly SeedIdentity[];
  readonly projects: readonly SeedProject[];
}

export interface SeedIdentity {
  readonly name?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The client secret's own time to live has passed. */
  readonly expired?: boolean;
  /** Logins left of the client secret's `numUsesLimit`; absent: no limit. */
  readonly usesLeft?: number;
  readonly revoked?: boolean;
  /** Addresses or networks (`10.9.8.0/24`) that may log in; absent: every address. */
  readonly trustedAddresses?: readonly string[];
  /** Default 2592000, as on a real server; 0 never expires. */
  readonly accessTokenTtlSeconds?: number;
  readonly accessTokenMaxTtlSeconds?: number;
  /** Requests one token is good for; absent or 0: no limit. */
  readonly accessTokenUsesLimit?: number;
  /** A project that is not in this list is one the identity is no member of. */
  readonly projects: readonly SeedAccess[];
  /** Slugs of the sub-organisations that the identity may log in to. */
  readonly subOrganizations?: readonly string[];
}

export interface SeedAccess {
  readonly projectId: string;
  /** `none`: a member whose role grants nothing. */
  readonly permission: 'read' | 'none';
  /** Restricts `read` to exactly one folder. */
  readonly scope?: SeedFolder;
}

export interface SeedFolder {
  readonly environment: string;
  readonly path: string;
}

export interface SeedProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** Slugs. */
  readonly environments: readonly string[];
  /** Folders without secrets; those with secrets or imports exist anyway, and so do their parents. */
  readonly folders?: readonly SeedFolder[];
  readonly secrets: readonly SeedSecret[];
  /** In order: the position of an import is its place among those of the same folder. */
  readonly imports?: readonly SeedImport[];
  /** Still end-to-end encrypted, as before 2024: its secrets cannot be listed. */
  readonly unmigrated?: boolean;
}

export interface SeedSecret extends SeedFolder {
  readonly key: string;
  readonly value: string;
  readonly type?: 'shared' | 'personal';
  /** Slugs. */
  readonly tags?: readonly string[];
  readonly comment?: string;
  readonly reminder?: { readonly note: string; readonly repeatDays: number };
  /** Means the opposite of its name, see infisical-api.md section 3.6. */
  readonly skipMultilineEncoding?: boolean;
  /** The machine may see that the secret exists, but not read its value (v4 dialects). */
  readonly hidden?: boolean;
}

export interface SeedImport extends SeedFolder {
  readonly from: SeedFolder;
}
