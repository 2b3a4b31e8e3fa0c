import { describe, expect, it } from 'vitest';
import type { Dialect } from './dialect.ts';
import { isRecord } from './is-record.ts';
import { items, list, v3, v4 } from './testing/sample-list.ts';

describe('parameters and defaults', () => {
  it.each<[Dialect, string, string, boolean, boolean]>([
    // dialect, address, added to it, imports given, references expanded
    ['v3-2024', v3, '', false, false],
    ['v4-2025', v3, '', false, false],
    ['v4-2026', v3, '', false, false],
    ['v4-2025', v4, '', false, false],
    ['v4-2026', v4, '', true, true],
    ['v4-2025', v4, '&includeImports=true', false, false],
    ['v4-2025', v4, '&include_imports=true', true, false],
    ['v4-2026', v4, '&include_imports=false', true, true],
    ['v4-2026', v4, '&includeImports=false&expandSecretReferences=false', false, false],
    ['v4-2026', v3, '&includeImports=true', false, false],
    ['v4-2026', v3, '&include_imports=true&expandSecretReferences=true', true, true],
  ])('%s %s%s', (dialect, address, added, hasImports, expanded) => {
    const { imports, secrets } = list(dialect, `${address}&secretPath=/${added}`);
    expect(imports !== undefined).toBe(hasImports);
    expect(secrets).toContain(expanded ? 'URL=tcp://db' : 'URL=tcp://${HOST}');
  });

  it.each<[Dialect, string, readonly string[]]>([
    ['v3-2024', v3, ['HOST=db']],
    ['v4-2026', v3, ['HOST=db', 'HOST=my own']],
    ['v4-2025', v4, ['HOST=db', 'HOST=my own']],
    ['v4-2026', v4, ['HOST=db']],
    ['v4-2026', `${v4}&includePersonalOverrides=true`, ['HOST=my own']],
  ])('personal values: %s %s', (dialect, url, expected) => {
    expect(list(dialect, url).secrets.filter((text) => text.startsWith('HOST='))).toEqual(expected);
  });

  it.each([
    ['red', ['TAGGED=t']],
    ['green, blue', ['TAGGED=t']],
    ['green', []],
  ])('tagSlugs=%s', (tags, expected) => {
    expect(list('v4-2026', `${v4}&tagSlugs=${tags}`).secrets).toEqual(expected);
  });

  it('viewSecretValue=false hides values and says so, on v4 dialects', () => {
    const hidden = list('v4-2026', `${v4}&secretPath=/app&viewSecretValue=false`);
    expect(hidden.secrets).toEqual(['KEY=<hidden-by-infisical>', 'REF=<hidden-by-infisical>']);
    expect(hidden.body).toMatchObject({
      secrets: [{ secretValueHidden: true }, { secretValueHidden: true }],
    });
    expect(list('v3-2024', `${v3}&secretPath=/app&viewSecretValue=false`).secrets).toContain('KEY=app');
  });

  it('a folder may end in a slash', () => {
    expect(list('v4-2026', `${v4}&secretPath=/app/`).secrets).toContain('KEY=app');
  });
});

describe('imports', () => {
  it('stand apart, in order, with nested ones folded in and the nearest winning', () => {
    const { secrets, imports } = list('v4-2026', v4);
    expect(secrets).toEqual(['HOST=db', 'TAGGED=t', 'URL=tcp://db']);
    expect(Object.keys(imports ?? {})).toEqual(['/one', '/two']);
    expect(imports).toEqual({
      '/one': ['BOTH=one', 'ONLY_ONE=1'],
      '/two': ['BOTH=two', 'HOST=of two', 'ONLY_DEEP=d', 'TWO_URL=see db'],
    });
  });

  it.each<[Dialect, string, string]>([
    ['v4-2026', v4, 'TWO_URL=see db'],
    ['v4-2025', `${v4}&include_imports=true`, 'TWO_URL=see of two'],
    ['v4-2026', `${v3}&include_imports=true`, 'TWO_URL=see of two'],
  ])('look references up: %s %s gives %s', (dialect, url, expected) => {
    expect(list(dialect, url).imports?.['/two']).toContain(expected);
  });

  it('have fewer fields', () => {
    const { body } = list('v4-2026', v4);
    const [first] = items(isRecord(body) ? body['imports'] : []);
    const [item = {}] = items(first?.['secrets']);
    expect(item['workspace']).toBe('');
    expect(Object.keys(item)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(createdAt|updatedAt|secretPath|tags)$/)]),
    );
  });

  it('are left out when their folder may not be read', () => {
    expect(list('v4-2026', `${v4}&secretPath=/app`, 'scoped').status).toBe(403);
    const withoutReferences = `${v4}&secretPath=/app&expandSecretReferences=false`;
    expect(list('v4-2026', withoutReferences, 'scoped').imports).toEqual({});
  });
});

describe('recursive lists', () => {
  it.each<[Dialect, string, readonly string[]]>([
    ['v4-2026', v4, ['KEY=app', 'KEY=web', 'REF=db']],
    ['v3-2024', v3, ['KEY=app', 'KEY=application', 'KEY=web', 'REF=${prod.HOST}']],
  ])('%s compare paths in their own way', (dialect, url, expected) => {
    expect(list(dialect, `${url}&secretPath=/app&recursive=true`).secrets).toEqual(expected);
  });

  it('leave out what may not be read', () => {
    const url = `${v4}&recursive=true&expandSecretReferences=false&includeImports=false`;
    expect(list('v4-2026', url, 'scoped').secrets).toEqual(['KEY=app', 'REF=${prod.HOST}']);
    expect(list('v4-2026', `${v4}&secretPath=/dim&recursive=true`).secrets).toEqual(['SHOWN=shown']);
  });

  it('of a folder that does not exist are empty', () => {
    const expected = { status: 200, secrets: [], imports: {} };
    expect(list('v4-2026', `${v4}&secretPath=/no&recursive=true`)).toMatchObject(expected);
  });
});
