import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { listSchema } from '../../src/infisical/answer-schema.ts';
import { readList } from '../../src/infisical/read-list.ts';
import type { SourceSpec } from '../../src/spec/schema.ts';

const source: SourceSpec = {
  projectId: 'p',
  environment: 'prod',
  path: '/app',
  recursive: true,
  imports: true,
  references: 'expand',
  tags: [],
  allowEmpty: false,
};

function row(key: string, fields: object = {}) {
  return {
    secretKey: key,
    secretValue: `value of ${key}`,
    workspace: 'p',
    environment: 'prod',
    secretPath: '/app',
    type: 'shared',
    ...fields,
  };
}

function read(secrets: object[], imports: object[] = []) {
  return readList(listSchema.parse({ secrets, imports }), source, 'GET https://x/api');
}

describe('rows of a list', () => {
  test('personal rows are left out: they come beside the shared one of the same key', () => {
    const { own } = read([row('A'), row('A', { type: 'personal', secretValue: 'mine' })]);
    expect(own.map(({ value }) => value.reveal())).toEqual(['value of A']);
  });

  test('rows of a folder that only begins alike are left out (servers of 2024 compare by prefix)', () => {
    const { own } = read([
      row('A'),
      row('B', { secretPath: '/app/web' }),
      row('C', { secretPath: '/application' }),
    ]);
    expect(own.map(({ key }) => key)).toEqual(['A', 'B']);
  });

  test.each([
    ['the flag', { secretValueHidden: true }],
    ['the text of servers that have no flag', { secretValue: '<hidden-by-infisical>' }],
  ])('a hidden value is known by %s', (_name, fields) => {
    expect(read([row('A', fields)]).own[0]?.hidden).toBe(true);
  });

  test.each([
    ['the flag and the encoding', { skipMultilineEncoding: true, secretValue: '"a\\nb"' }, true],
    ['the flag alone', { skipMultilineEncoding: true, secretValue: 'a\nb' }, false],
    ['the text alone', { secretValue: '"a\\nb"' }, false],
    ['no flag but null, as servers of 2024 say it', { skipMultilineEncoding: null }, false],
  ])('newlines that the server encoded are known by flag and text: %s', (_name, fields, expected) => {
    expect(read([row('A', fields)]).own[0]?.encoded).toBe(expected);
  });

  test('names that are special in JavaScript are ordinary', () => {
    const names = ['__proto__', 'constructor', 'toString', 'NEW\nLINE', 'EQ=UALS', ''];
    expect(read(names.map((name) => row(name))).own.map(({ key }) => key)).toEqual(names);
  });

  test('imports keep their order and say where they come from', () => {
    const { imports } = read(
      [],
      [
        {
          environment: 'dev',
          secretPath: '/one',
          secrets: [row('A', { workspace: '', environment: 'dev', secretPath: undefined })],
        },
        { environment: 'dev', secretPath: '/two', secrets: [] },
      ],
    );
    expect(imports.map(({ path, secrets }) => [path, secrets.map(({ path: folder }) => folder)])).toEqual([
      ['/one', ['/one']],
      ['/two', []],
    ]);
  });

  test.each([
    ['project', { workspace: 'other' }],
    ['environment', { environment: 'dev' }],
  ])('rows of another %s than the one asked for are refused', (_name, fields) => {
    expect(() => read([row('A', fields)])).toThrow(Failure);
  });
});
