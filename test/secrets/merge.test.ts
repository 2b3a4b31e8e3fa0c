import { describe, expect, test } from 'vitest';
import type { ListedSecret, SecretList } from '../../src/secrets/listed-secret.ts';
import { mergeSources } from '../../src/secrets/merge.ts';
import { SecretValue } from '../../src/secrets/secret-value.ts';

/** "A=1 B=2" as the rows of a folder. */
function rows(text: string, path = '/'): ListedSecret[] {
  return text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return { key, value: new SecretValue(value), path, hidden: false, encoded: false, version: 1 };
    });
}

function list(own: string, ...imports: string[]): SecretList {
  return {
    own: rows(own),
    imports: imports.map((text, index) => ({
      environment: 'dev',
      path: `/${index}`,
      secrets: rows(text, `/${index}`),
    })),
  };
}

function merged(...lists: SecretList[]): string {
  return [...mergeSources(lists).secrets.values()]
    .map(({ key, value }) => `${key}=${value.reveal()}`)
    .sort()
    .join(' ');
}

describe('who wins', () => {
  test.each<[name: string, lists: SecretList[], expected: string]>([
    ['the own folder over its imports', [list('A=own', 'A=import B=import')], 'A=own B=import'],
    ['a later import over an earlier one', [list('', 'A=first', 'A=second')], 'A=second'],
    ['a later source over an earlier one', [list('A=1 B=1'), list('A=2')], 'A=2 B=1'],
    [
      'an import of a later source over the own folder of an earlier one',
      [list('A=1'), list('', 'A=2')],
      'A=2',
    ],
    ['nobody, where nothing overlaps', [list('A=1', 'B=2'), list('C=3')], 'A=1 B=2 C=3'],
    [
      'names that are special in JavaScript are like others',
      [list('__proto__=1 constructor=1'), list('__proto__=2')],
      '__proto__=2 constructor=1',
    ],
    ['no sources', [], ''],
  ])('%s', (_name, lists, expected) => {
    expect(merged(...lists)).toBe(expected);
  });
});

describe('what is reported', () => {
  test('each override with winner and loser, by name', () => {
    const { overrides } = mergeSources([list('A=own', 'A=import'), list('A=later')]);
    expect(
      overrides.map(({ key, winner, loser }) => [
        key,
        winner.source,
        winner.importedFrom,
        loser.source,
        loser.importedFrom,
      ]),
    ).toEqual([
      ['A', 0, undefined, 0, 'dev:/0'],
      ['A', 1, undefined, 0, undefined],
    ]);
    expect(JSON.stringify(overrides)).not.toContain('later');
  });

  test('a key that two folders of one source hold', () => {
    const twice: SecretList = { own: [...rows('A=1', '/x'), ...rows('A=2', '/y')], imports: [] };
    expect(mergeSources([twice]).secrets.get('A')?.folders).toEqual(['/x', '/y']);
  });
});
