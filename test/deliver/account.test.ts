import { describe, expect, test } from 'vitest';
import { resolveOwnership } from '../../src/deliver/account.ts';
import { makeOutput } from '../support/outputs.ts';

function owner(fields: Record<string, string>): number[] {
  const { userId, groupId, mode } = resolveOwnership(makeOutput('json', fields), 'outputs.env');
  return [userId, groupId, mode];
}

const self = [process.geteuid?.() ?? 0, process.getegid?.() ?? 0];

describe('who owns an output', () => {
  test.each<[name: string, fields: Record<string, string>, expected: number[]]>([
    ['whoever runs the program', {}, [...self, 0o400]],
    ['a user by name, with the login group', { owner: 'daemon' }, [1, 1, 0o400]],
    ['a user by number that has a name', { owner: '1' }, [1, 1, 0o400]],
    ['a number without a name, as containers use them', { owner: '987654' }, [987_654, 987_654, 0o400]],
    ['a group by name', { group: 'root', mode: '0440' }, [self[0] ?? 0, 0, 0o440]],
    ['a group by number', { owner: 'root', group: '4321', mode: '640' }, [0, 4321, 0o640]],
  ])('%s', (_name, fields, expected) => {
    expect(owner(fields)).toEqual(expected);
  });

  test.each([
    [
      { owner: 'no-such-user' },
      'Create the user no-such-user or correct outputs.env.owner: this host has no user of that name.',
    ],
    [
      { group: 'no-such-group' },
      'Create the group no-such-group or correct outputs.env.group: this host has no group of that name.',
    ],
  ])('%j is refused', (fields, message) => {
    expect(() => owner(fields)).toThrow(message);
  });
});
