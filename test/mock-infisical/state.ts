import { randomBytes } from 'node:crypto';
import type { Dialect } from './dialect.ts';
import type { ActiveFault } from './faults.ts';
import { secretId, uuidFrom, withParents } from './ids.ts';
import type { Seed, SeedAccess, SeedFolder, SeedImport, SeedProject } from './seed.ts';

/** Everything the mock server knows. Routes are given it with each request; tests may read and change it. */
export interface MockState {
  readonly dialect: Dialect;
  readonly allInOne: boolean;
  readonly lockout: boolean;
  readonly rateLimits: RateLimits;
  readonly now: () => number;
  /** Signs access tokens; a token made with another key is one of another server. */
  readonly tokenKey: string;
  readonly caPem: string;
  /** By client id. */
  readonly identities: Map<string, StoredIdentity>;
  /** By id. */
  readonly projects: Map<string, StoredProject>;
  /** By token id. */
  readonly tokens: Map<string, StoredToken>;
  readonly lockouts: Map<string, Lockout>;
  readonly rateWindows: Map<string, RateWindow>;
  readonly faults: ActiveFault[];
  readonly requests: RequestRecord[];
}

/** Answers a minute and client address; absent: no limit and no x-ratelimit headers. */
export interface RateLimits {
  readonly secretsPerMinute?: number;
  readonly loginsPerMinute?: number;
}

export interface StoredIdentity {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  clientSecret: string;
  expired: boolean;
  /** null: no limit. */
  usesLeft: number | null;
  revoked: boolean;
  readonly trustedAddresses: readonly string[] | null;
  readonly accessTokenTtlSeconds: number;
  readonly accessTokenMaxTtlSeconds: number;
  readonly accessTokenUsesLimit: number;
  readonly access: readonly SeedAccess[];
  readonly subOrganizations: readonly string[];
}

export interface StoredProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environments: readonly string[];
  readonly unmigrated: boolean;
  readonly createdAtMs: number;
  /** As `folderKey` in ids.ts. */
  readonly folders: Set<string>;
  /** By id. */
  readonly secrets: Map<string, StoredSecret>;
  readonly imports: readonly SeedImport[];
}

export interface StoredSecret extends SeedFolder {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly type: 'shared' | 'personal';
  readonly tags: readonly string[];
  readonly comment: string;
  readonly reminder: { readonly note: string; readonly repeatDays: number } | null;
  readonly skipMultilineEncoding: boolean;
  readonly hidden: boolean;
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface StoredToken {
  readonly id: string;
  readonly clientId: string;
  readonly organizationSlug: string | null;
  readonly createdAtMs: number;
  renewedAtMs: number;
  uses: number;
}

export interface Lockout {
  refusals: number;
  lastRefusalAtMs: number;
  lockedUntilMs: number;
}

export interface RateWindow {
  readonly startedAtMs: number;
  count: number;
}

export interface RequestRecord {
  readonly method: string;
  /** As sent, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 0: no answer was sent (yet). */
  status: number;
  readonly atMs: number;
  /** Number of the TCP connection, from 1: two requests with the same number shared it. */
  readonly connection: number;
}

export interface StateOptions {
  readonly dialect: Dialect;
  readonly allInOne: boolean;
  readonly lockout: boolean;
  readonly rateLimits: RateLimits;
  readonly now: () => number;
  readonly caPem: string;
}

const defaultTokenTtlSeconds = 2_592_000;

/** Builds the state of a server that has just started with this seed. */
export function createState(seed: Seed, options: StateOptions): MockState {
  return {
    ...options,
    tokenKey: randomBytes(32).toString('hex'),
    identities: new Map(
      seed.identities.map((identity) => [
        identity.clientId,
        {
          id: uuidFrom('identity', identity.clientId),
          name: identity.name ?? identity.clientId,
          clientId: identity.clientId,
          clientSecret: identity.clientSecret,
          expired: identity.expired ?? false,
          usesLeft: identity.usesLeft ?? null,
          revoked: identity.revoked ?? false,
          trustedAddresses: identity.trustedAddresses ?? null,
          accessTokenTtlSeconds: identity.accessTokenTtlSeconds ?? defaultTokenTtlSeconds,
          accessTokenMaxTtlSeconds: identity.accessTokenMaxTtlSeconds ?? defaultTokenTtlSeconds,
          accessTokenUsesLimit: identity.accessTokenUsesLimit ?? 0,
          access: identity.projects,
          subOrganizations: identity.subOrganizations ?? [],
        },
      ]),
    ),
    projects: new Map(seed.projects.map((project) => [project.id, storeProject(project, options.now())])),
    tokens: new Map(),
    lockouts: new Map(),
    rateWindows: new Map(),
    faults: [],
    requests: [],
  };
}

function storeProject(seed: SeedProject, nowMs: number): StoredProject {
  const imports = seed.imports ?? [];
  const roots = seed.environments.map((environment) => ({ environment, path: '/' }));
  const places = [...roots, ...(seed.folders ?? []), ...seed.secrets, ...imports];
  const secrets = seed.secrets.map((secret): StoredSecret => {
    const type = secret.type ?? 'shared';
    return {
      id: secretId(seed.id, secret, secret.key, type),
      key: secret.key,
      value: secret.value,
      environment: secret.environment,
      path: secret.path,
      type,
      tags: secret.tags ?? [],
      comment: secret.comment ?? '',
      reminder: secret.reminder ?? null,
      skipMultilineEncoding: secret.skipMultilineEncoding ?? false,
      hidden: secret.hidden ?? false,
      version: 1,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
  });
  return {
    id: seed.id,
    slug: seed.slug,
    name: seed.name,
    environments: seed.environments,
    unmigrated: seed.unmigrated ?? false,
    createdAtMs: nowMs,
    folders: new Set(places.flatMap(withParents)),
    secrets: new Map(secrets.map((secret) => [secret.id, secret])),
    imports,
  };
}
