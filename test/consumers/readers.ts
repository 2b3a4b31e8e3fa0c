import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import dotenv from 'dotenv';
import * as z from 'zod/mini';
import { type Batch, joined, type Rendering } from '../support/batches.ts';
import { makeOutput } from '../support/outputs.ts';
import { dockerAbsence, dockerCreates, startRecordingEngine } from './docker.ts';
import { parseEnviron, withoutBaseline } from './environ.ts';
import { podmanAbsence, podmanPrintsEnvironment } from './podman.ts';
import { runUnit, systemdAbsence } from './systemd.ts';

/** A program that is not ours and reads what a format writes. */
export interface Reader {
  readonly name: string;
  readonly rendering: Rendering;
  /** Why it cannot run here, or undefined. */
  absence(): string | undefined;
  /** Time of systemd and podman grows with the square of the number of variables (measured: 50,000 take 15 s). */
  readonly mostVariables: number;
  /** Reads one batch. @param makeDirectory gives a new directory */
  read(batch: Batch, makeDirectory: () => string): Promise<ReadonlyMap<string, Buffer | string>>;
}

const unlimited = Number.POSITIVE_INFINITY;
const starting = 6000;

const printEnvironment = '/bin/cat /proc/self/environ';

/** Variables that the consumers set by themselves; none begins like the names of the tests. */
function ownNames(found: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
  const baseline = [...found.keys()].filter((name) => baselineNames.has(name));
  return withoutBaseline(found, new Set(baseline));
}

const baselineNames = new Set([
  ...[
    'HOME',
    'PATH',
    'SYSTEMD_LOG_LEVEL',
    'SYSTEMD_LOG_TARGET',
    'XDG_CONFIG_HOME',
    'XDG_RUNTIME_DIR',
    'QT_ACCESSIBILITY',
  ],
  ...[
    'MANAGERPID',
    'MANAGERPIDFDID',
    'INVOCATION_ID',
    'SYSTEMD_EXEC_PID',
    'JOURNAL_STREAM',
    'MEMORY_PRESSURE_WATCH',
    'MEMORY_PRESSURE_WRITE',
  ],
  ...[
    'TERM',
    'HOSTNAME',
    'container',
    'PWD',
    'OLDPWD',
    'SHLVL',
    '_',
    'LANG',
    'XDG_DATA_DIRS',
    'DBUS_SESSION_BUS_ADDRESS',
  ],
]);

function writeParts(batch: Batch, directory: string): { main: string; companion: string } {
  const [main, companion] = [join(directory, 'main'), join(directory, 'companion')];
  writeFileSync(main, joined(batch, 0));
  writeFileSync(companion, joined(batch, 1));
  return { main, companion };
}

function shellReader(shell: string, rendering: Rendering): Reader {
  return {
    name: `${rendering.output.format}: ${shell}, set -a; . file`,
    rendering,
    mostVariables: starting,
    absence: () => (spawnSync(shell, ['-c', 'true']).status === 0 ? undefined : `${shell} is not installed`),
    async read(batch, makeDirectory) {
      const directory = makeDirectory();
      const { main } = writeParts(batch, directory);
      const environ = execFileSync(
        shell,
        ['-c', 'set -a; . "$1"; exec cat /proc/self/environ', shell, main],
        {
          env: { PATH: process.env['PATH'] },
          // Node's pipes are sockets, and a bash with a socket as standard input reads ~/.bashrc.
          stdio: ['ignore', 'pipe', 'inherit'],
          maxBuffer: 1 << 24,
        },
      );
      return ownNames(parseEnviron(environ));
    },
  };
}

const systemd: Reader = {
  name: 'systemd-env: systemd, EnvironmentFile=',
  rendering: { output: makeOutput('systemd-env') },
  mostVariables: starting,
  absence: systemdAbsence,
  async read(batch, makeDirectory) {
    const directory = makeDirectory();
    const { main } = writeParts(batch, directory);
    return ownNames(
      parseEnviron(await runUnit(directory, [`EnvironmentFile=${main}`, `ExecStart=${printEnvironment}`])),
    );
  },
};

const podman: Reader = {
  name: 'container-env: podman run --env-file in a unit with EnvironmentFile=',
  rendering: { output: makeOutput('container-env') },
  mostVariables: starting,
  absence: () => systemdAbsence() ?? podmanAbsence(),
  async read(batch, makeDirectory) {
    const directory = makeDirectory();
    const { main, companion } = writeParts(batch, directory);
    const command = podmanPrintsEnvironment(directory, main);
    return ownNames(
      parseEnviron(await runUnit(directory, [`EnvironmentFile=${companion}`, `ExecStart=${command}`])),
    );
  },
};

const docker: Reader = {
  name: "container-env: docker's client --env-file in a unit with EnvironmentFile=",
  rendering: { output: makeOutput('container-env') },
  mostVariables: starting,
  absence: () => systemdAbsence() ?? dockerAbsence(),
  async read(batch, makeDirectory) {
    const directory = makeDirectory();
    const { main, companion } = writeParts(batch, directory);
    const engine = await startRecordingEngine(directory);
    try {
      await runUnit(directory, [
        `EnvironmentFile=${companion}`,
        `ExecStart=${dockerCreates(engine.socket, main)}`,
      ]);
      return ownNames(engine.environment());
    } finally {
      await engine.close();
    }
  },
};

const dotenvPackage: Reader = {
  name: 'dotenv: the npm package',
  rendering: { output: makeOutput('dotenv') },
  mostVariables: unlimited,
  absence: () => undefined,
  async read(batch) {
    const parsed = dotenv.parse(joined(batch));
    return new Map(Object.entries(parsed).map(([name, text]) => [name, Buffer.from(text)]));
  },
};

const json: Reader = {
  name: 'json: JSON.parse',
  rendering: { output: makeOutput('json') },
  mostVariables: unlimited,
  absence: () => undefined,
  async read(batch) {
    const documents = batch.files.flatMap((files) => files.map(({ content }) => content.toString()));
    return new Map(
      documents.flatMap((text) => Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text)))),
    );
  },
};

/** coreutils read each file and tell its digest; the digests of the expected bytes are put in place of the bytes. */
const files: Reader = {
  name: 'files: sha256sum',
  rendering: { output: makeOutput('files') },
  mostVariables: starting,
  absence: () =>
    spawnSync('sha256sum', ['--version']).status === 0 ? undefined : 'sha256sum is not installed',
  async read(batch, makeDirectory) {
    const directory = makeDirectory();
    const secrets = join(directory, 'secrets');
    mkdirSync(secrets);
    for (const { path, content } of batch.files.flat()) writeFileSync(join(secrets, basename(path)), content);
    const names = readdirSync(secrets);
    if (names.length === 0) return new Map();
    const sums = execFileSync('xargs', ['-0', 'sha256sum', '--zero'], {
      cwd: secrets,
      input: names.join('\0'),
      maxBuffer: 1 << 26,
    });
    const digests = new Map(
      sums
        .toString()
        .split('\0')
        .filter(Boolean)
        .map((line) => [line.slice(66), line.slice(0, 64)]),
    );
    return new Map(
      [...digests].map(([name, digest]) => {
        const text = batch.expected.get(name);
        const same = text !== undefined && createHash('sha256').update(text).digest('hex') === digest;
        return [name, same ? Buffer.from(text) : Buffer.from(`digest ${digest}`)];
      }),
    );
  },
};

/** Every reader of every format but templates; `systemd-env` is also what a shell reads alike. */
export const readers: readonly Reader[] = [
  systemd,
  shellReader('bash', { output: makeOutput('systemd-env') }),
  shellReader('dash', { output: makeOutput('systemd-env') }),
  podman,
  docker,
  shellReader('bash', { output: makeOutput('shell') }),
  shellReader('dash', { output: makeOutput('shell') }),
  dotenvPackage,
  json,
  files,
];
