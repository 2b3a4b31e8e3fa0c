import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { program } from '../support/run-program.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const environment = { PATH: process.env['PATH'] };
const mock = join(program, '../mock-infisical.cjs');

test('the bundle is one file that runs where there is nothing else', () => {
  const directory = temporaryDirectory();
  copyFileSync(program, join(directory, 'infisical-fetch.cjs'));
  const run = (word: string) =>
    execFileSync(process.execPath, ['infisical-fetch.cjs', word], {
      cwd: directory,
      env: environment,
      encoding: 'utf8',
    });
  expect(run('--version')).toBe(`${packageJson.version}\n`);
  expect(run('--help')).toContain('Usage: infisical-fetch');
});

test('it requires nothing but what Node itself has', () => {
  const text = readFileSync(program, 'utf8');
  const required = new Set(
    [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name?.replace(/^node:/, '') ?? ''),
  );
  const known = new Set([...builtinModules, 'sqlite']);
  expect([...required].filter((name) => !known.has(name))).toEqual([]);
  expect(required.size).toBeGreaterThan(5);
});

test('it is built in less than a second', () => {
  const root = join(import.meta.dirname, '../..');
  const directory = temporaryDirectory();
  const build = packageJson.scripts.build.replaceAll('--outdir=dist', `--outdir=${directory}`);
  const startedMs = performance.now();
  execFileSync('sh', ['-c', `PATH=node_modules/.bin:$PATH ${build}`], { cwd: root });
  expect(performance.now() - startedMs).toBeLessThan(1000);
  expect(readdirSync(directory).sort()).toEqual(['infisical-fetch.cjs', 'mock-infisical.cjs']);
  expect(readFileSync(join(directory, 'infisical-fetch.cjs'))).toEqual(readFileSync(program));
});

test('the mock runs alone and says how', () => {
  expect(statSync(mock).isFile()).toBe(true);
  expect(execFileSync(process.execPath, [mock, '--help'], { encoding: 'utf8', env: environment })).toContain(
    '--dialect',
  );
});
