import { chmodSync, lstatSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFingerprints } from '../../src/deliver/fingerprints.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A file that was written and remembered; `matches` asks anew, as the next apply does. */
function makeRemembered(content = 'secret') {
  const directory = temporaryDirectory();
  const path = join(directory, 'env');
  writeFileSync(path, content);
  openFingerprints(directory).remember([
    { path, stats: lstatSync(path, { bigint: true }), content: Buffer.from(content) },
  ]);
  const matches = (text: string, at = path) =>
    openFingerprints(directory).matches(path, lstatSync(at, { bigint: true }), Buffer.from(text));
  return { directory, path, matches };
}

describe('a file that we wrote and may not read', () => {
  test('is recognised by the next apply', () => {
    expect(makeRemembered().matches('secret')).toBe(true);
  });
  test('is not taken for one of another content', () => {
    expect(makeRemembered().matches('secre7')).toBe(false);
  });
  test('is recognised under its final name, because a rename keeps inode and time', () => {
    const { directory, path, matches } = makeRemembered();
    renameSync(path, join(directory, 'renamed'));
    expect(matches('secret', join(directory, 'renamed'))).toBe(true);
  });
  test('is recognised while the next one is on its way, and both are after that', () => {
    const { directory, path, matches } = makeRemembered();
    const next = join(directory, 'next');
    writeFileSync(next, 'newer!');
    openFingerprints(directory).remember([
      { path, stats: lstatSync(next, { bigint: true }), content: Buffer.from('newer!') },
    ]);
    expect([matches('secret'), matches('newer!', next), matches('secret', next)]).toEqual([
      true,
      true,
      false,
    ]);
  });
  test.each<[name: string, change: (path: string) => void]>([
    ['written to', (path) => writeFileSync(path, 'other!')],
    ['made longer', (path) => writeFileSync(path, 'secret!')],
    ['touched', (path) => utimesSync(path, 1, 1)],
    [
      'replaced',
      (path) => {
        writeFileSync(`${path}.x`, 'secret');
        renameSync(`${path}.x`, path);
      },
    ],
  ])('is not recognised after it was %s by somebody else', (_name, change) => {
    const { path, matches } = makeRemembered();
    change(path);
    expect(matches('secret')).toBe(false);
  });
});

describe('the list of fingerprints', () => {
  test('is for root alone and holds no plain digest', async () => {
    const { directory } = makeRemembered('hunter2');
    const file = join(directory, 'fingerprints.json');
    const text = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text).not.toContain('hunter2');
    // SHA-256 of "hunter2", in the two usual writings.
    expect(text).not.toContain('9S+9MrKzuG/4jvbEkGKChfSCrxBdqflDBNfCHhM1ZdA');
    expect(text).not.toContain('f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7');
  });
  test.each(['', '{', '[]', '{"version":1}', '{"version":2,"key":"","files":{}}'])(
    'that is damaged (%j) recognises nothing',
    (text) => {
      const { directory, matches } = makeRemembered();
      writeFileSync(join(directory, 'fingerprints.json'), text);
      expect(matches('secret')).toBe(false);
    },
  );
  test('that cannot be read recognises nothing', () => {
    const { directory, matches } = makeRemembered();
    chmodSync(join(directory, 'fingerprints.json'), 0);
    expect(matches('secret')).toBe(process.geteuid?.() === 0);
  });
});
