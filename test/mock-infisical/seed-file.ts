import { isIP } from 'node:net';
import { FieldReader } from './field-reader.ts';
import type { Seed, SeedAccess, SeedFolder, SeedIdentity, SeedProject, SeedSecret } from './seed.ts';

/**
 * Reads a seed from parsed JSON. Throws one sentence that names the place and what belongs there; unknown keys
 * are refused, because a misspelt one would silently change what a test proves.
 */
export function parseSeed(value: unknown): Seed {
  const seed = new FieldReader(value, 'seed');
  const projects = seed.list('projects', project);
  const identities = seed.list('identities', (identity) => readIdentity(identity, projects));
  seed.refuseOthers();
  return { identities, projects };
}

function readIdentity(reader: FieldReader, projects: readonly SeedProject[]): SeedIdentity {
  const identity: SeedIdentity = {
    clientId: reader.text('clientId'),
    clientSecret: reader.text('clientSecret'),
    projects: reader.list('projects', (item) => access(item, projects)),
    ...reader.optional('name', () => reader.text('name')),
    ...reader.optional('expired', () => reader.flag('expired')),
    ...reader.optional('usesLeft', () => reader.count('usesLeft')),
    ...reader.optional('revoked', () => reader.flag('revoked')),
    ...reader.optional('trustedAddresses', () => reader.texts('trustedAddresses', isNetwork, 'an address')),
    ...reader.optional('accessTokenTtlSeconds', () => reader.count('accessTokenTtlSeconds')),
    ...reader.optional('accessTokenMaxTtlSeconds', () => reader.count('accessTokenMaxTtlSeconds')),
    ...reader.optional('accessTokenUsesLimit', () => reader.count('accessTokenUsesLimit')),
    ...reader.optional('subOrganizations', () => reader.texts('subOrganizations')),
  };
  reader.refuseOthers();
  return identity;
}

function access(reader: FieldReader, projects: readonly SeedProject[]): SeedAccess {
  const projectId = reader.choice(
    'projectId',
    projects.map(({ id }) => id),
  );
  const result: SeedAccess = {
    projectId,
    permission: reader.choice('permission', ['read', 'none']),
    ...reader.optional('scope', () => reader.child('scope', alone)),
  };
  reader.refuseOthers();
  return result;
}

function project(reader: FieldReader): SeedProject {
  const environments = reader.texts('environments');
  const place = (item: FieldReader): SeedFolder => folder(item, environments);
  const result: SeedProject = {
    id: reader.text('id'),
    slug: reader.text('slug'),
    name: reader.text('name'),
    environments,
    secrets: reader.list('secrets', (item) => secret(item, environments)),
    ...reader.optional('folders', () =>
      reader.list('folders', (item) => {
        const read = place(item);
        item.refuseOthers();
        return read;
      }),
    ),
    ...reader.optional('imports', () =>
      reader.list('imports', (item) => {
        const read = { ...place(item), from: item.child('from', alone) };
        item.refuseOthers();
        return read;
      }),
    ),
    ...reader.optional('unmigrated', () => reader.flag('unmigrated')),
  };
  reader.refuseOthers();
  return result;
}

function secret(reader: FieldReader, environments: readonly string[]): SeedSecret {
  const result: SeedSecret = {
    ...folder(reader, environments),
    key: reader.text('key'),
    value: reader.text('value'),
    ...reader.optional('type', () => reader.choice('type', ['shared', 'personal'])),
    ...reader.optional('tags', () => reader.texts('tags')),
    ...reader.optional('comment', () => reader.text('comment')),
    ...reader.optional('reminder', () =>
      reader.child('reminder', (item) => ({ note: item.text('note'), repeatDays: item.count('repeatDays') })),
    ),
    ...reader.optional('skipMultilineEncoding', () => reader.flag('skipMultilineEncoding')),
    ...reader.optional('hidden', () => reader.flag('hidden')),
  };
  reader.refuseOthers();
  return result;
}

function folder(reader: FieldReader, environments: readonly string[]): SeedFolder {
  return { environment: reader.choice('environment', environments), path: reader.path('path') };
}

/** A folder that may lie nowhere: imports and scopes can point at what does not exist. */
function alone(reader: FieldReader): SeedFolder {
  const result = { environment: reader.text('environment'), path: reader.path('path') };
  reader.refuseOthers();
  return result;
}

function isNetwork(text: string): boolean {
  const [base = '', prefix, ...more] = text.split('/');
  const family = isIP(base);
  const longest = family === 6 ? 128 : 32;
  const prefixFits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
  return family !== 0 && prefixFits && more.length === 0;
}
