import { describe, expect, it } from 'vitest';
import { askAs, json, testState } from './testing/ask.ts';
import { list, sampleSeed, v4 } from './testing/sample-list.ts';

describe('refusals of a v4 dialect', () => {
  it.each<[string, string, string, number, string]>([
    ['no project', 'reader', '/api/v4/secrets?environment=prod', 400, 'BadRequest'],
    ['no environment', 'reader', '/api/v4/secrets?projectId=p', 400, 'BadRequest'],
    ['unknown project', 'reader', '/api/v4/secrets?projectId=q&environment=prod', 404, 'NotFound'],
    ['unknown environment', 'reader', `${v4}uction`, 404, 'SecretPathNotFound'],
    ['unknown environment, recursive', 'reader', `${v4}uction&recursive=true`, 404, 'NotFound'],
    ['unknown folder', 'reader', `${v4}&secretPath=/no`, 404, 'SecretPathNotFound'],
    ['empty path', 'reader', `${v4}&secretPath=`, 404, 'SecretPathNotFound'],
    ['no member', 'stranger', v4, 403, 'ForbiddenError'],
    ['no permission', 'member', v4, 403, 'PermissionDenied'],
    ['a value that may not be read', 'reader', `${v4}&secretPath=/dim`, 403, 'PermissionDenied'],
    ['a reference that may not be read', 'scoped', `${v4}&secretPath=/app`, 403, 'ForbiddenError'],
    ['a boolean that is none', 'reader', `${v4}&recursive=1`, 422, 'ValidationFailure'],
    ['a parameter twice', 'reader', `${v4}&environment=dev`, 422, 'ValidationFailure'],
    ['unknown secret', 'reader', '/api/v4/secrets/NO?projectId=p&environment=prod', 404, 'NotFound'],
    ['one secret, no project', 'reader', '/api/v4/secrets/HOST?environment=prod', 422, 'ValidationFailure'],
  ])('%s', (_, clientId, url, status, error) => {
    const answer = list('v4-2026', url, clientId);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ reqId: expect.any(String), statusCode: status, error });
  });

  it('name what is denied', () => {
    expect(list('v4-2026', v4, 'member').body).toMatchObject({
      message: 'You are not allowed to read on secrets',
      details: [{ action: 'read', subject: 'secrets' }],
    });
    expect(list('v4-2026', `${v4}&secretPath=/app`, 'scoped').body).toMatchObject({
      message: 'Failed to expand one or more secret references',
      details: [expect.stringContaining('HOST')],
    });
  });
});

describe('one secret', () => {
  const get = (name: string, added = '') => {
    const url = `/api/v4/secrets/${name}?projectId=p&environment=prod${added}`;
    return json(askAs(testState(sampleSeed), 'reader', url));
  };

  it.each([
    ['own', 'HOST', '', { secretValue: 'db', secretPath: '/' }],
    ['expanded by default', 'URL', '', { secretValue: 'tcp://db' }],
    ['of the last import', 'BOTH', '', { secretValue: 'two', secretPath: '/two' }],
    ['of an import of the import', 'ONLY_DEEP', '', { secretValue: 'd', secretPath: '/two' }],
    ['personal', 'HOST', '&type=personal', { secretValue: 'my own', type: 'personal' }],
  ])('%s', (_, name, added, expected) => {
    expect(get(name, added)).toMatchObject({ secret: expected });
  });

  it('is not looked for in imports that are switched off', () => {
    expect(get('BOTH', '&includeImports=false')).toMatchObject({ statusCode: 404 });
  });
});

it('gives the project with its environments, by each of its addresses', () => {
  const project = { id: 'p', slug: 'project-slug', environments: [{ slug: 'prod' }, { slug: 'dev' }] };
  const get = (url: string) => json(askAs(testState(sampleSeed), 'reader', url));
  expect(get('/api/v1/projects/p')).toMatchObject({ project });
  expect(get('/api/v1/workspace/p')).toMatchObject({ workspace: project });
  expect(get('/api/v1/projects/slug/project-slug')).toMatchObject(project);
});

it('lists folders', () => {
  const get = (url: string) => json(askAs(testState(sampleSeed), 'reader', url));
  const folders = (...names: readonly string[]) => ({ folders: names.map((name) => ({ name })) });
  expect(get('/api/v1/folders?workspaceId=p&environment=prod&path=/app')).toMatchObject(folders('web'));
  expect(get('/api/v2/folders?projectId=p&environment=dev')).toEqual(folders());
  expect(get('/api/v2/folders?projectId=p&environment=no')).toMatchObject({ error: 'NotFound' });
});
