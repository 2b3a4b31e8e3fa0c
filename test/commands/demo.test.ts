import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoIdentity, demoSeed } from '../mock-infisical/mock-infisical.ts';
import { runProgram } from '../support/run-program.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('the demo applies a spec over TLS, shows what it wrote and leaves it to look at', async () => {
  const directory = join(temporaryDirectory(), 'demo');
  const run = await runProgram(['demo', '--directory', directory]);
  expect({ ...run, stdout: '' }).toEqual({ status: 0, signal: null, stdout: '', stderr: '' });
  expect(readdirSync(directory).sort()).toEqual([
    ...[
      'ca.pem',
      'client-id',
      'client-secret',
      'config.yaml',
      'container.env',
      'container.env.systemd',
      'runtime',
    ],
    ...['secrets', 'secrets.json', 'server.json', 'service.env', 'spec.json'],
  ]);
  const secrets = JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8'));
  // A PEM, unicode, quotes, dollars, an empty value, an import, a reference, and a second source that wins.
  const key = demoSeed.projects[0]?.secrets.find((secret) => secret.key === 'SIGNING_KEY')?.value;
  expect(secrets).toMatchObject({
    SIGNING_KEY: key,
    OPTIONAL_FLAG: '',
    SMTP_HOST: 'mail.demo.example',
    LOG_LEVEL: 'debug',
    DATABASE_URL: 'postgres://app@db.demo.example:5432/app',
  });
  expect(readFileSync(join(directory, 'secrets/SIGNING_KEY'), 'utf8')).toBe(key);
  expect(readFileSync(join(directory, 'container.env'), 'utf8')).toMatch(/^SIGNING_KEY$/m);
  expect(run.stdout).toContain(`Everything is left in ${directory}`);
  expect(run.stdout.match(/unchanged /g)).toHaveLength(5);
  expect(run.stdout).not.toContain(demoIdentity.clientSecret);
});

test('without a directory it takes a new one that only its owner can enter', async () => {
  const run = await runProgram(['demo'], { TMPDIR: temporaryDirectory() });
  const directory = /Everything is left in (.*)\n/.exec(run.stdout)?.[1] ?? '';
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(execFileSync('ls', [directory], { encoding: 'utf8' })).toContain('spec.json');
});
