import { isRecord } from '../is-record.ts';
import type { Seed, SeedAccess, SeedIdentity, SeedImport, SeedSecret } from '../seed.ts';
import { type RecordedExchange, recordedRows, restoreCut } from './recorded-exchanges.ts';

/** Ids of the server that was recorded. */
export const recordedIds = {
  project: 'fef26448-27b3-4abe-9257-e03df1ddda18',
  secondProject: '1b8a4c30-58c5-435b-98a2-d934d69cab41',
  unmigratedProject: '83086bc2-0f2c-4b73-8623-984e680a2c18',
  viewer: '3bda7a02-9098-48ac-82e0-c4de9f64c665',
} as const;

type Row = Readonly<Record<string, unknown>>;

/** What the recorded server held, as far as its answers show it. */
export function recordedSeed(exchanges: readonly RecordedExchange[]): Seed {
  const rows = (number: string) => recordedRows(exchanges, number, 'secrets').map(toSecret);
  const environments = ['dev', 'staging', 'prod'];
  return {
    identities: [...recordedIdentities(), ...namedIdentities()],
    projects: [
      {
        id: recordedIds.project,
        slug: 'my-project-cp-uu',
        name: 'my-project',
        environments,
        folders: [{ environment: 'dev', path: '/empty' }],
        secrets: [
          ...rows('067'),
          ...rows('121'),
          ...rows('153'),
          ...recordedRows(exchanges, '061', 'imports').flatMap(importedSecrets),
          { environment: 'dev', path: '/', key: 'DEV_ROOT', value: 'dev-root-value' },
          // A user's own value, which no machine ever saw.
          { environment: 'prod', path: '/', key: 'PLAIN', value: 'of a user', type: 'personal' },
        ],
        imports: [
          imported('prod', '/app', 'dev', '/base'),
          imported('prod', '/', 'staging', '/shared'),
          imported('prod', '/', 'staging', '/second'),
          imported('staging', '/shared', 'dev', '/base'),
        ],
      },
      {
        id: recordedIds.secondProject,
        slug: 'second-project',
        name: 'second-project',
        environments,
        folders: [{ environment: 'dev', path: '/good' }],
        secrets: [...rows('158'), ...rows('160'), ...rows('167')],
        imports: [
          imported('prod', '/broken1', 'dev', '/nowhere'),
          imported('prod', '/broken2', 'dev', '/nowhere'),
          imported('prod', '/broken2', 'dev', '/good'),
          imported('prod', '/samekey', 'prod', '/samekey'),
        ],
      },
      {
        id: recordedIds.unmigratedProject,
        slug: 'unmigrated',
        name: 'unmigrated',
        environments,
        secrets: [],
        unmigrated: true,
      },
    ],
  };
}

/** The identities whose credentials were sent. */
function recordedIdentities(): readonly SeedIdentity[] {
  const read = (projectId: string): SeedAccess => ({ projectId, permission: 'read' });
  const { project, secondProject, unmigratedProject } = recordedIds;
  return [
    {
      clientId: recordedIds.viewer,
      clientSecret: 'c4a058d6ee187a3bb943834c322f2674c4c4461e380f9726b0cb69f8211177ba',
      accessTokenTtlSeconds: 7200,
      accessTokenMaxTtlSeconds: 86_400,
      projects: [read(project), read(secondProject), read(unmigratedProject)],
    },
    {
      clientId: 'e34c60a2-70c7-49ee-bcd3-6bbcf2993450',
      clientSecret: '2e993c2925866101149368cceaae683bc3e6d5f3328e186422b9913cc47713ed',
      revoked: true,
      projects: [],
    },
    {
      clientId: '8a711d53-efc7-4e52-94f3-9bd6b4a148e8',
      clientSecret: '052abca0de0f64f28ddb89ed278310083f2ffa2251b753ad513445c60c337a5d',
      expired: true,
      projects: [],
    },
    {
      clientId: '1119892c-f4e5-4413-8f22-768650b12edc',
      clientSecret: '82e1a72b783d3d04024c29b15e5b4fa8a7c4b2c4e2c9fddeb14ed4419897851d',
      usesLeft: 0,
      projects: [],
    },
    {
      clientId: '24346840-1b23-47c2-bdaa-c2224d19c6e9',
      clientSecret: 'b50f04e737f7ba09a34521a82f44e7dda44753a4bd88d4fea31f28a3db512da8',
      trustedAddresses: ['10.9.8.0/24'],
      accessTokenTtlSeconds: 7200,
      accessTokenMaxTtlSeconds: 86_400,
      projects: [],
    },
  ];
}

/** The identities of which the recording has only a placeholder for the token; it is their client id here. */
function namedIdentities(): readonly SeedIdentity[] {
  const project = { projectId: recordedIds.project, permission: 'read' as const };
  const denied = { projectId: recordedIds.project, permission: 'none' as const };
  const identity = (clientId: string, fields: Partial<SeedIdentity>): SeedIdentity => ({
    clientId,
    clientSecret: 'never sent',
    projects: [project],
    ...fields,
  });
  return [
    identity('token of a deleted identity', {}),
    identity('revoked token', {}),
    identity('token of a revoked client secret', {}),
    identity('token with ttl 1 s', { accessTokenTtlSeconds: 1 }),
    identity('token with max ttl 2 s', { accessTokenTtlSeconds: 1, accessTokenMaxTtlSeconds: 2 }),
    identity('token with a limit of 2 uses', { accessTokenUsesLimit: 2 }),
    identity('token of an identity in no project', { projects: [] }),
    identity('token of an identity with role no-access', { projects: [denied] }),
    identity('token of a temporary member', { projects: [denied] }),
    identity('token that may read prod:/app only', {
      projects: [{ ...project, scope: { environment: 'prod', path: '/app' } }],
    }),
  ];
}

function toSecret(row: Row): SeedSecret {
  const { secretReminderNote: note, secretReminderRepeatDays: repeatDays, tags } = row;
  return {
    key: String(row['secretKey']),
    value: restoreCut(String(row['secretValue'])),
    environment: String(row['environment']),
    path: String(row['secretPath']),
    comment: String(row['secretComment']),
    skipMultilineEncoding: row['skipMultilineEncoding'] === true,
    tags: Array.isArray(tags) ? tags.map((tag: unknown) => (isRecord(tag) ? String(tag['slug']) : '')) : [],
    ...(typeof note === 'string' && typeof repeatDays === 'number' ? { reminder: { note, repeatDays } } : {}),
  };
}

/** The lists show imported values expanded only; this is the one that was stored otherwise. */
function importedSecrets(entry: Row): readonly SeedSecret[] {
  const secrets: readonly unknown[] = Array.isArray(entry['secrets']) ? entry['secrets'] : [];
  return secrets
    .filter(isRecord)
    .map((row) => toSecret({ ...row, secretPath: entry['secretPath'] }))
    .map((secret) => (secret.key === 'SHARED_REF' ? { ...secret, value: 'ref:${SHARED_KEY}' } : secret));
}

function imported(environment: string, path: string, fromEnvironment: string, fromPath: string): SeedImport {
  return { environment, path, from: { environment: fromEnvironment, path: fromPath } };
}
