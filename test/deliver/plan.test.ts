import { describe, expect, test } from 'vitest';
import type { DesiredFile } from '../../src/deliver/desired.ts';
import type { Attributes, Current, CurrentFile } from '../../src/deliver/inspect.ts';
import { changesBytes, planChanges } from '../../src/deliver/plan.ts';

const wanted: DesiredFile = {
  path: '/run/app/env',
  content: Buffer.from('A=1\n'),
  output: 'env',
  userId: 1000,
  groupId: 100,
  mode: 0o440,
};
const same: CurrentFile = { sameBytes: true, userId: 1000, groupId: 100, mode: 0o440 };

function current(file: CurrentFile | undefined, fields: Partial<Current> = {}): Current {
  const files = new Map(file === undefined ? [] : [[wanted.path, file]]);
  return { files, leftOver: [], directories: new Map(), ...fields };
}

function kinds(now: Current): string[] {
  return planChanges({ files: [wanted], directories: [] }, now, 0).changes.map(({ kind }) => kind);
}

describe('what happens to a file', () => {
  test.each<[name: string, now: CurrentFile | undefined, expected: string[]]>([
    ['it does not exist', undefined, ['create']],
    ['it is as it shall be', same, []],
    ['other bytes', { ...same, sameBytes: false }, ['replace']],
    ['another owner', { ...same, userId: 0 }, ['attributes']],
    ['another group', { ...same, groupId: 0 }, ['attributes']],
    ['a mode that is too wide', { ...same, mode: 0o444 }, ['attributes']],
  ])('%s: %j', (_name, now, expected) => {
    expect(kinds(current(now))).toEqual(expected);
  });

  test('one of ours that is no longer wanted goes away', () => {
    expect(kinds(current(same, { leftOver: [{ path: '/run/app/old', output: 'files' }] }))).toEqual([
      'remove',
    ]);
  });
});

describe('consumers have to learn of', () => {
  test.each<[name: string, now: CurrentFile | undefined, expected: boolean]>([
    ['a new file', undefined, true],
    ['other bytes', { ...same, sameBytes: false }, true],
    ['not of another owner or mode', { ...same, userId: 0, mode: 0o400 }, false],
    ['not of nothing', same, false],
  ])('%s', (_name, now, expected) => {
    expect(changesBytes(planChanges({ files: [wanted], directories: [] }, current(now), 0))).toBe(expected);
  });
  test('a file that is gone', () => {
    const gone = current(same, { leftOver: [{ path: '/run/app/old', output: 'files' }] });
    expect(changesBytes(planChanges({ files: [wanted], directories: [] }, gone, 0))).toBe(true);
  });
});

describe('what happens to the directory of a files output', () => {
  const desired = { files: [], directories: [{ path: '/run/app/files', groupId: 100, output: 'files' }] };
  test.each<[name: string, now: Attributes | undefined, expected: boolean[]]>([
    ['it is made', undefined, [false]],
    ['it is as it shall be', { userId: 0, groupId: 100, mode: 0o750 }, []],
    ['its mode is mended', { userId: 0, groupId: 100, mode: 0o777 }, [true]],
    ['its group is mended', { userId: 0, groupId: 0, mode: 0o750 }, [true]],
    ['its owner is mended', { userId: 1000, groupId: 100, mode: 0o750 }, [true]],
  ])('%s', (_name, now, expected) => {
    const directories = new Map(now === undefined ? [] : [['/run/app/files', now]]);
    const plan = planChanges(desired, current(undefined, { directories }), 0);
    expect(plan.directories.map(({ exists }) => exists)).toEqual(expected);
  });
});
