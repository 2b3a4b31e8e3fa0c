import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import type { Merged, MergedSecret } from '../../src/secrets/merge.ts';
import { SecretValue } from '../../src/secrets/secret-value.ts';
import { selectSecrets } from '../../src/secrets/select.ts';
import type { KeysSpec, SourceSpec } from '../../src/spec/schema.ts';

const source: SourceSpec = {
  projectId: 'p',
  environment: 'prod',
  path: '/',
  recursive: false,
  imports: true,
  references: 'expand',
  tags: [],
  allowEmpty: false,
};

function merged(...secrets: (Partial<MergedSecret> & { key: string; text?: string })[]): Merged {
  const full = secrets.map(
    ({ key, text = 'x', ...fields }): MergedSecret => ({
      key,
      value: new SecretValue(text),
      path: '/',
      origin: { source: 0, importedFrom: undefined },
      hidden: false,
      encoded: false,
      version: 1,
      folders: ['/'],
      ...fields,
    }),
  );
  return { secrets: new Map(full.map((secret) => [secret.key, secret])), overrides: [] };
}

function select(
  input: Merged,
  keys: Partial<KeysSpec> = {},
  references: SourceSpec['references'] = 'expand',
) {
  return selectSecrets(input, { required: [], except: [], rename: {}, prefix: '', ...keys }, [
    { ...source, references },
  ]);
}

function names(input: Merged, keys: Partial<KeysSpec>): string[] {
  return select(input, keys).secrets.map(({ key }) => key);
}

function failure(run: () => unknown): { code: string; text: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure)
      return { code: error.code, text: [error.message, ...error.details].join('\n') };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('which keys are delivered, and under which names', () => {
  const all = merged({ key: 'DB_URL' }, { key: 'DB_PASSWORD' }, { key: 'API_KEY' }, { key: 'a.b' });
  test.each<[name: string, keys: Partial<KeysSpec>, expected: string[]]>([
    ['all, sorted', {}, ['API_KEY', 'DB_PASSWORD', 'DB_URL', 'a.b']],
    ['only those that fit a pattern', { only: ['DB_*'] }, ['DB_PASSWORD', 'DB_URL']],
    ['a name is a pattern for itself, and a dot is a dot', { only: ['a.b', 'API_KEY'] }, ['API_KEY', 'a.b']],
    ['a question mark is one character', { only: ['a?b', 'DB_?'] }, ['a.b']],
    ['none, where only is empty', { only: [] }, []],
    ['without those excepted', { except: ['DB_*', 'a.b'] }, ['API_KEY']],
    ['except wins over only', { only: ['DB_*'], except: ['*PASSWORD'] }, ['DB_URL']],
    ['with a prefix', { only: ['DB_*'], prefix: 'APP_' }, ['APP_DB_PASSWORD', 'APP_DB_URL']],
    [
      'renamed, without the prefix',
      { only: ['DB_*'], prefix: 'APP_', rename: { DB_URL: 'DATABASE_URL' } },
      ['APP_DB_PASSWORD', 'DATABASE_URL'],
    ],
    [
      'required ones are there',
      { required: ['DB_URL', 'API_*'] },
      ['API_KEY', 'DB_PASSWORD', 'DB_URL', 'a.b'],
    ],
  ])('%s', (_name, keys, expected) => {
    expect(names(all, keys)).toEqual(expected);
  });

  test('a rename to __proto__ is a name like any other', () => {
    expect(names(merged({ key: 'A' }), { rename: JSON.parse('{"A":"__proto__"}') })).toEqual(['__proto__']);
  });
});

describe('what is refused, by name and never by value', () => {
  const marked = 'M4RKER';
  test.each<[name: string, input: Merged, keys: Partial<KeysSpec>, code: string, text: RegExp]>([
    [
      'a required key that is missing',
      merged({ key: 'A', text: marked }),
      { required: ['B'] },
      'key-missing',
      /Create "B" in Infisical/,
    ],
    [
      'a required key that is excluded',
      merged({ key: 'A', text: marked }),
      { required: ['A'], except: ['A'] },
      'key-missing',
      /"A"/,
    ],
    ['a hidden value', merged({ key: 'A', text: marked, hidden: true }), {}, 'value-hidden', /"A"/],
    [
      'a key in two folders',
      merged({ key: 'A', text: marked, folders: ['/y', '/x'] }),
      {},
      'key-ambiguous',
      /"A" stands in \/x and \/y/,
    ],
    [
      'two keys that get one name',
      merged({ key: 'A', text: marked }, { key: 'B', text: marked }),
      { rename: { A: 'B' } },
      'key-ambiguous',
      /both be called "B"/,
    ],
    [
      'a name with a newline and an escape sequence',
      merged({ key: 'A\n<3>\u001b[2J\u009b', text: marked, hidden: true }),
      {},
      'value-hidden',
      /"A\\n<3>\\u001b\[2J\\u009b"/,
    ],
  ])('%s', (_name, input, keys, code, text) => {
    const refused = failure(() => select(input, keys));
    expect(refused.code).toBe(code);
    expect(refused.text).toMatch(text);
    expect(refused.text).not.toContain(marked);
  });

  test('a fault of a key that nobody wants is no fault', () => {
    const input = merged({ key: 'A' }, { key: 'H', hidden: true }, { key: 'T', folders: ['/x', '/y'] });
    expect(names(input, { except: ['H', 'T'] })).toEqual(['A']);
  });
});

describe('a reference that is left', () => {
  const input = merged(
    { key: 'A', text: 'postgres://${DB_HOST}/x' },
    { key: 'B', text: 'cost ${ 5 } or ${X:-y}' },
  );
  test('is a warning that names the key', () => {
    expect(select(input).warnings).toEqual([expect.stringMatching(/is left in "A": /)]);
  });
  test('is refused where references are required', () => {
    expect(failure(() => select(input, {}, 'require'))).toEqual({
      code: 'reference-unresolved',
      text: expect.stringContaining('"A"'),
    });
  });
  test('is an ordinary text where references are literal', () => {
    expect(select(input, {}, 'literal').warnings).toEqual([]);
  });
});

test('a value that Infisical encoded is a warning that names the key', () => {
  expect(select(merged({ key: 'A', encoded: true }, { key: 'B' })).warnings).toEqual([
    'Infisical wrote the newlines of "A" as "\\n": switch off "multi line encoding" for it in Infisical.',
  ]);
});

test('a plain name that fits nothing is a warning, a pattern is not', () => {
  const { warnings } = select(merged({ key: 'A' }), {
    only: ['A', 'TYPO', 'B_*'],
    except: ['C*'],
    rename: { D: 'E' },
  });
  expect(warnings).toEqual(['No source has "D", "TYPO", which keys.only, except or rename names.']);
});
