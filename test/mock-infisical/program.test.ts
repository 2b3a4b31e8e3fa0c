import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from './certificate.ts';
import { demoIdentity } from './demo-seed.ts';
import { manySecretsSeed } from './many-secrets-seed.ts';
import { send } from './testing/send.ts';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mock-infisical-'));
  program = join(folder, 'mock-infisical.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outfile: program,
    logLevel: 'silent',
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

function run(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  const texts = { out: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.errors += chunk.toString();
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...texts }));
  return { child, ended };
}

/** Starts the program, waits for its first line, hands over, ends it. */
async function whileListening(
  args: readonly string[],
  use: (url: string, child: ChildProcess) => Promise<void>,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Ended> {
  const { child, ended } = run(...args);
  if (child.stdout === null) {
    throw new Error('the program has no output');
  }
  const [line] = await once(child.stdout, 'data');
  const url = /^listening on (https?:\/\/localhost:\d+)\n$/.exec(String(line))?.[1] ?? '';
  try {
    await use(url, child);
  } finally {
    child.kill(signal);
  }
  return ended;
}

describe('the program', () => {
  it('says everything on one screen', async () => {
    const { code, out, errors } = await run('--help').ended;
    expect([code, errors]).toEqual([0, '']);
    expect(out.split('\n').length).toBeLessThanOrEqual(40);
    expect(out.split('\n').every((line) => line.length <= 110)).toBe(true);
    expect(out).toContain('--secrets-per-minute');
  });

  it.each([
    [['--nothing'], /Unknown option '--nothing'/],
    [['extra'], /Unexpected argument 'extra'/],
    [['--port', 'x'], /--port must be a whole number from 0 to 65535, not 'x'/],
    [['--port', '65536'], /--port must be a whole number/],
    [['--dialect', 'v5'], /--dialect must be one of v3-2024, v4-2025, v4-2026, not 'v5'/],
    [['--tls', 'maybe'], /--tls must be one of trusted, wrong-name, expired, none, not 'maybe'/],
    [['--plain', '--tls', 'expired'], /contradict/],
    [['--certificate', 'x'], /--certificate and --key belong together/],
  ])('refuses %j with 64', async (args, sentence) => {
    const { code, out, errors } = await run(...args).ended;
    expect([code, out]).toEqual([64, '']);
    expect(errors).toMatch(sentence);
    expect(errors).toMatch(/^mock-infisical: .*\n$/);
  });

  it.each([
    ['{', /seed\.json: .*JSON/],
    ['{"projects": []}', /seed\.json: seed\.identities must be a list/],
  ])('refuses the seed %s with 65', async (text, sentence) => {
    writeFileSync(join(folder, 'seed.json'), text);
    const { code, errors } = await run('--seed', 'seed.json').ended;
    expect(code).toBe(65);
    expect(errors).toMatch(sentence);
  });

  it('says that a port is taken, with 69', async () => {
    await whileListening(['--plain'], async (url) => {
      const { code, errors } = await run('--plain', '--port', new URL(url).port).ended;
      expect(code).toBe(69);
      expect(errors).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
    });
  });

  it('says that a file cannot be written, with 73', async () => {
    const { code, errors } = await run('--ready-file', 'no/such/folder/ready.json').ended;
    expect(code).toBe(73);
    expect(errors).toMatch(/no such file or directory/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    const { code, errors } = await whileListening(['--plain'], async () => {}, signal);
    expect([code, errors]).toEqual([0, '']);
  });

  it('writes what a test in another process needs, and serves TLS', async () => {
    const files = ['--ca-file', 'ca.pem', '--ready-file', 'ready.json', '--name', 'infisical.test'];
    await whileListening(files, async (url, child) => {
      const ready: unknown = JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8'));
      const { name, clientId, clientSecret } = demoIdentity;
      const caFile = join(folder, 'ca.pem');
      expect(ready).toEqual({ url, caFile, identities: [{ name, clientId, clientSecret }], pid: child.pid });
      const ca = readFileSync(caFile, 'utf8');
      expect((await send(url, '/api/status', { ca })).status).toBe(200);
    });
  });

  it('serves a certificate that clients trust beforehand', async () => {
    const { caPem, issue } = createCertificateAuthority(new Date());
    const { certificatePem, keyPem } = issue(['localhost'], new Date(), new Date(Date.now() + 60_000));
    writeFileSync(join(folder, 'certificate.pem'), certificatePem);
    writeFileSync(join(folder, 'key.pem'), keyPem);
    await whileListening(['--certificate', 'certificate.pem', '--key', 'key.pem'], async (url) => {
      expect((await send(url, '/api/status', { ca: caPem })).status).toBe(200);
    });
  });

  it('takes dialect, seed and limits from the command line', async () => {
    writeFileSync(join(folder, 'many.json'), JSON.stringify(manySecretsSeed(2, 3)));
    const options = ['--plain', '--dialect', 'v3-2024', '--all-in-one', '--seed', 'many.json'];
    await whileListening([...options, '--logins-per-minute', '1'], async (url) => {
      const { clientId, clientSecret } = demoIdentity;
      const login = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ clientId, clientSecret }),
      };
      const address = '/api/v1/auth/universal-auth/login';
      expect((await send(url, address, login)).headers['x-ratelimit-limit']).toBe('1');
      expect((await send(url, address, login)).status).toBe(429);
      const page = await send(url, '/api/v4/secrets');
      expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    });
  });
});
