import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { archiveHash } from './archive-hash.ts';

const root = join(import.meta.dirname, '../..');

test('the hash in nix/package.nix is that of the run-time packages of the lock file', {
  timeout: 120_000,
}, () => {
  const directory = temporaryDirectory();
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(root, file), join(directory, file));
  // As nix/package.nix does it.
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress'], {
    cwd: directory,
    stdio: 'ignore',
  });
  rmSync(join(directory, 'node_modules/.package-lock.json'));
  const written = /outputHash = "(sha256-[^"]+)"/.exec(
    readFileSync(join(root, 'nix/package.nix'), 'utf8'),
  )?.[1];
  expect(written).toBe(archiveHash(join(directory, 'node_modules')));
});

test('the hash is that of `nix hash path`', () => {
  const directory = join(temporaryDirectory(), 'tree');
  mkdirSync(join(directory, 'b/empty'), { recursive: true });
  writeFileSync(join(directory, 'a'), 'twelve bytes');
  writeFileSync(join(directory, 'b/run'), '');
  chmodSync(join(directory, 'b/run'), 0o755);
  symlinkSync('../a', join(directory, 'b/link'));
  // From Nix 2.26.
  expect(archiveHash(directory)).toBe('sha256-2XzK3x8FImgHDO2XO8wbioyKuHalia1tOvF5+JXEFMQ=');
});
