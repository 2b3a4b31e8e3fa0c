import type { Seed, SeedIdentity } from './seed.ts';

/** The machine identity of the demo. */
export const demoIdentity: SeedIdentity = {
  name: 'demo',
  clientId: '00000000-0000-4000-8000-00000000de30',
  clientSecret: 'demo-client-secret-which-opens-nothing',
  projects: [
    { projectId: 'demo-project', permission: 'read' },
    { projectId: 'demo-shared', permission: 'read' },
  ],
};

// Looks like a key where it matters (several lines, a final newline) and says itself that it is none.
const fakeKey = [
  '-----BEGIN PRIVATE KEY-----',
  'THIS+IS+NO+KEY+BUT+A+TEXT+FOR+A+DEMONSTRATION/////////////////////',
  'IT+OPENS+NOTHING+AT+ALL+PLEASE+DO+NOT+REPORT+IT+AS+A+LEAK+THANK+YOU',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');

const root = { environment: 'prod', path: '/' };

/**
 * Two projects to show the fetcher with: `demo-project` has values of every awkward kind, a reference and an
 * import; `demo-shared` is a second source, of which `LOG_LEVEL` overrides the first one's.
 */
export const demoSeed: Seed = {
  identities: [demoIdentity],
  projects: [
    {
      id: 'demo-project',
      slug: 'demo-project',
      name: 'Demo project',
      environments: ['dev', 'prod'],
      folders: [{ environment: 'dev', path: '/' }],
      secrets: [
        { ...root, key: 'DATABASE_HOST', value: 'db.demo.example' },
        { ...root, key: 'DATABASE_URL', value: 'postgres://app@${DATABASE_HOST}:5432/app' },
        { ...root, key: 'SIGNING_KEY', value: fakeKey, comment: 'several lines, no real key' },
        { ...root, key: 'GREETING', value: 'Grüße, 世界 😀' },
        { ...root, key: 'QUOTES', value: `it's "quoted" and \`ticked\` \\ escaped` },
        { ...root, key: 'DOLLARS', value: 'cost $5, $HOME and $(date) stay as they are' },
        { ...root, key: 'OPTIONAL_FLAG', value: '' },
        { ...root, key: 'LOG_LEVEL', value: 'info', tags: ['logging'] },
        { environment: 'prod', path: '/shared', key: 'SMTP_HOST', value: 'mail.demo.example' },
        { environment: 'prod', path: '/shared', key: 'LOG_LEVEL', value: 'error' },
      ],
      imports: [{ ...root, from: { environment: 'prod', path: '/shared' } }],
    },
    {
      id: 'demo-shared',
      slug: 'demo-shared',
      name: 'Demo shared',
      environments: ['prod'],
      secrets: [
        { ...root, key: 'LOG_LEVEL', value: 'debug' },
        { ...root, key: 'SENTRY_DSN', value: 'https://public@sentry.demo.example/1' },
        { ...root, key: 'FEATURES', value: '{"search":true,"limits":[1,2,3]}' },
      ],
    },
  ],
};
