import { describe, expect, it } from 'vitest';
import { demoSeed, manySecretsSeed } from './mock-infisical.ts';
import { parseSeed } from './seed-file.ts';

const secret = { environment: 'prod', path: '/', key: 'A', value: 'a' };
const project = { id: 'p', slug: 'p', name: 'p', environments: ['prod'], secrets: [secret] };
const identity = {
  clientId: 'c',
  clientSecret: 's',
  projects: [{ projectId: 'p', permission: 'read' }],
};
const seed = { identities: [identity], projects: [project] };

describe('a seed file', () => {
  it.each([
    ['the demo', demoSeed],
    ['many secrets', manySecretsSeed(3, 4)],
    [
      'every field',
      {
        identities: [
          {
            ...identity,
            name: 'n',
            expired: true,
            usesLeft: 1,
            revoked: false,
            trustedAddresses: ['192.0.2.1', '2001:db8::/32'],
            accessTokenTtlSeconds: 1,
            accessTokenMaxTtlSeconds: 2,
            accessTokenUsesLimit: 3,
            projects: [{ projectId: 'p', permission: 'none', scope: { environment: 'x', path: '/y' } }],
            subOrganizations: ['o'],
          },
        ],
        projects: [
          {
            ...project,
            folders: [{ environment: 'prod', path: '/empty' }],
            secrets: [
              {
                ...secret,
                type: 'personal',
                tags: ['t'],
                comment: 'c',
                reminder: { note: 'n', repeatDays: 1 },
                skipMultilineEncoding: true,
                hidden: true,
              },
            ],
            imports: [{ environment: 'prod', path: '/', from: { environment: 'gone', path: '/gone' } }],
            unmigrated: true,
          },
        ],
      },
    ],
  ])('is read as it is: %s', (_, value) => {
    expect(parseSeed(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it.each<[unknown, string]>([
    [[], 'seed must be an object'],
    [{ ...seed, users: [] }, 'seed has no field "users"'],
    [{ ...seed, projects: {} }, 'seed.projects must be a list'],
    [{ ...seed, projects: [{ ...project, id: 5 }] }, 'seed.projects[0].id must be a text'],
    [
      { ...seed, projects: [{ ...project, secrets: [{ ...secret, environment: 'dev' }] }] },
      'seed.projects[0].secrets[0].environment must be one of "prod"',
    ],
    [
      { ...seed, projects: [{ ...project, secrets: [{ ...secret, path: 'app/' }] }] },
      'seed.projects[0].secrets[0].path must be a folder such as "/" or "/app"',
    ],
    [
      { ...seed, projects: [{ ...project, secrets: [{ ...secret, tag: 'x' }] }] },
      'seed.projects[0].secrets[0] has no field "tag"',
    ],
    [
      { ...seed, identities: [{ ...identity, projects: [{ projectId: 'q', permission: 'read' }] }] },
      'seed.identities[0].projects[0].projectId must be one of "p"',
    ],
    [
      { ...seed, identities: [{ ...identity, usesLeft: -1 }] },
      'seed.identities[0].usesLeft must be a whole number from 0',
    ],
    [
      { ...seed, identities: [{ ...identity, trustedAddresses: ['10.0.0.0/33'] }] },
      'seed.identities[0].trustedAddresses[0] must be an address',
    ],
  ])('is refused: %j', (value, sentence) => {
    expect(() => parseSeed(value)).toThrow(new Error(sentence));
  });
});
