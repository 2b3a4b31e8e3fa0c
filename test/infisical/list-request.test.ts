import { expect, test } from 'vitest';
import { listPath, singlePath } from '../../src/infisical/list-request.ts';
import type { SourceSpec } from '../../src/spec/schema.ts';

const source: SourceSpec = {
  projectId: 'p',
  environment: 'prod',
  path: '/a',
  recursive: false,
  imports: true,
  references: 'expand',
  tags: [],
  allowEmpty: false,
};

/** Defaults and spellings differ between servers, so every flag is always there, and the import flag twice. */
test.each([
  [
    'v4',
    '/api/v4/secrets?projectId=p&environment=prod&secretPath=%2Fa&viewSecretValue=true&expandSecretReferences=true&includeImports=true&include_imports=true&includePersonalOverrides=false&recursive=false',
  ],
  [
    'v3',
    '/api/v3/secrets/raw?workspaceId=p&environment=prod&secretPath=%2Fa&viewSecretValue=true&expandSecretReferences=true&includeImports=true&include_imports=true&recursive=false',
  ],
] as const)('a list on %s', (route, expected) => {
  expect(listPath(route, source)).toBe(expected);
});

test('flags follow the source', () => {
  const path = listPath('v4', {
    ...source,
    recursive: true,
    imports: false,
    references: 'literal',
    tags: ['a', 'b'],
  });
  for (const part of [
    'recursive=true',
    'includeImports=false',
    'include_imports=false',
    'expandSecretReferences=false',
    'tagSlugs=a%2Cb',
  ]) {
    expect(path).toContain(part);
  }
});

test.each([
  ['A B', '/api/v4/secrets/A%20B?'],
  ['A/B', '/api/v4/secrets/A%2FB?'],
  ['..', '/api/v4/secrets/..?'],
  ['%41', '/api/v4/secrets/%2541?'],
])('one secret called %s', (key, expected) => {
  expect(singlePath('v4', source, key)).toContain(expected);
});
