import type { Dialect } from '../dialect.ts';
import { isRecord } from '../is-record.ts';
import type { Seed } from '../seed.ts';
import { askAs, json, testState } from './ask.ts';

const at = (path: string, key: string, value: string) => ({ environment: 'prod', path, key, value });

/** Every situation of section 3 of infisical-api.md, small. */
export const sampleSeed: Seed = {
  identities: [
    { clientId: 'reader', clientSecret: 's', projects: [{ projectId: 'p', permission: 'read' }] },
    { clientId: 'member', clientSecret: 's', projects: [{ projectId: 'p', permission: 'none' }] },
    { clientId: 'stranger', clientSecret: 's', projects: [] },
    {
      clientId: 'scoped',
      clientSecret: 's',
      projects: [{ projectId: 'p', permission: 'read', scope: { environment: 'prod', path: '/app' } }],
    },
  ],
  projects: [
    {
      id: 'p',
      slug: 'project-slug',
      name: 'p',
      environments: ['prod', 'dev'],
      folders: [{ environment: 'prod', path: '/empty' }],
      secrets: [
        at('/', 'HOST', 'db'),
        at('/', 'URL', 'tcp://${HOST}'),
        { ...at('/', 'HOST', 'my own'), type: 'personal' },
        { ...at('/', 'TAGGED', 't'), tags: ['red', 'blue'] },
        at('/app', 'KEY', 'app'),
        at('/app', 'REF', '${prod.HOST}'),
        at('/app/web', 'KEY', 'web'),
        at('/application', 'KEY', 'application'),
        { ...at('/dim', 'HIDDEN', 'never shown'), hidden: true },
        at('/dim', 'SHOWN', 'shown'),
        at('/one', 'ONLY_ONE', '1'),
        at('/one', 'BOTH', 'one'),
        at('/two', 'BOTH', 'two'),
        at('/two', 'HOST', 'of two'),
        at('/two', 'TWO_URL', 'see ${HOST}'),
        at('/deep', 'BOTH', 'deep'),
        at('/deep', 'ONLY_DEEP', 'd'),
      ],
      imports: [
        { environment: 'prod', path: '/', from: { environment: 'prod', path: '/one' } },
        { environment: 'prod', path: '/', from: { environment: 'prod', path: '/two' } },
        { environment: 'prod', path: '/two', from: { environment: 'prod', path: '/deep' } },
        { environment: 'prod', path: '/two', from: { environment: 'prod', path: '/nowhere' } },
        { environment: 'prod', path: '/deep', from: { environment: 'prod', path: '/two' } },
      ],
    },
  ],
};

type Items = readonly Readonly<Record<string, unknown>>[];

/** The objects of a parsed array. */
export function items(value: unknown): Items {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function values(rows: Items): readonly string[] {
  return rows.map((row) => `${String(row['secretKey'])}=${String(row['secretValue'])}`).toSorted();
}

/** What a list shows, with each secret as KEY=value. */
export interface Listed {
  readonly status: number;
  readonly secrets: readonly string[];
  /** undefined: the answer has no such key. */
  readonly imports: Readonly<Record<string, readonly string[]>> | undefined;
  readonly body: unknown;
}

/** Asks for a list in a dialect, as an identity of {@link sampleSeed}. */
export function list(dialect: Dialect, url: string, clientId = 'reader'): Listed {
  const answer = askAs(testState(sampleSeed, { dialect }), clientId, url);
  const body = json(answer);
  const fields = isRecord(body) ? body : {};
  const imports = items(fields['imports']).map((entry) => [
    String(entry['secretPath']),
    values(items(entry['secrets'])),
  ]);
  return {
    status: answer.status,
    secrets: values(items(fields['secrets'])),
    imports: 'imports' in fields ? Object.fromEntries(imports) : undefined,
    body,
  };
}

/** The list of the root folder by each route. */
export const v3 = '/api/v3/secrets/raw?workspaceId=p&environment=prod';
export const v4 = '/api/v4/secrets?projectId=p&environment=prod';
