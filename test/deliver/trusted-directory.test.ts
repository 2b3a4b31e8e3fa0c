import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDirectory } from '../../src/deliver/trusted-directory.ts';
import { Failure } from '../../src/failure/failure.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function verdict(directory: string): string {
  try {
    checkDirectory(directory, 'outputs.env.path');
    return 'accepted';
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('anybody', () => {
  test('may write to a directory that exists', () => {
    expect(verdict(temporaryDirectory())).toBe('accepted');
  });
  test('reads what to do when it does not', () => {
    const missing = join(temporaryDirectory(), 'missing');
    expect(verdict(missing)).toBe(
      `output-not-creatable: Create the directory ${missing} or correct outputs.env.path: the directory cannot be used (ENOENT).`,
    );
  });
  test('cannot write below a file', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(verdict(file)).toMatch(/^output-refused: Correct outputs\.env\.path: .*is not a directory/);
  });
});

describe('root', () => {
  const cases: [name: string, prepare: (directory: string) => void, expected: RegExp][] = [
    [
      'does not write where a user could put a link',
      (path) => chownSync(path, 1234, 0),
      /^output-refused: .*belongs to user 1234, so somebody else could redirect/,
    ],
    ['does not write where everybody could', (path) => chmodSync(path, 0o777), /can be written by everybody/],
    [
      'does not write where a group could',
      (path) => {
        chownSync(path, 0, 1234);
        chmodSync(path, 0o770);
      },
      /can be written by group 1234/,
    ],
    ['writes where the directory is sticky', (path) => chmodSync(path, 0o1777), /^accepted$/],
  ];
  test.for(cases)('%s', ([, prepare, expected], context) => {
    if (process.geteuid?.() !== 0) context.skip('only root has this to fear');
    const directory = join(temporaryDirectory(), 'app');
    mkdirSync(directory, { mode: 0o755 });
    prepare(directory);
    expect(verdict(directory)).toMatch(expected);
    mkdirSync(join(directory, 'below'));
    expect(verdict(join(directory, 'below'))).toMatch(expected);
  });

  test('looks at the directory that a link leads to', (context) => {
    if (process.geteuid?.() !== 0) context.skip('only root has this to fear');
    const home = temporaryDirectory();
    mkdirSync(join(home, 'open'));
    chmodSync(join(home, 'open'), 0o777);
    symlinkSync(join(home, 'open'), join(home, 'link'));
    expect(verdict(join(home, 'link'))).toMatch(/can be written by everybody/);
  });
});
