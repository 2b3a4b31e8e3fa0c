import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const systemdPrograms = ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'];

/** Why no systemd can be started here, or undefined when it can. */
export function systemdAbsence(): string | undefined {
  if (process.platform !== 'linux') return 'systemd runs on Linux only';
  if (process.geteuid?.() !== 0) return 'starting a systemd of our own in namespaces takes root';
  if (!systemdPrograms.some(existsSync)) return 'systemd is not installed';
  const probe = spawnSync('unshare', ['--mount', '--pid', '--fork', '--cgroup', 'true']);
  return probe.status === 0 ? undefined : 'unshare cannot make namespaces here';
}

/**
 * Runs one unit under a real systemd: a manager of its own (`--user`, which reads `EnvironmentFile=` with the same code
 * as PID 1), in namespaces of its own, so that nothing of the machine changes.
 *
 * @param directory a new directory, for the manager's files
 * @param service lines of the `[Service]` section; the program's output goes to the file that is returned
 * @returns what the unit's command wrote to standard output
 */
export async function runUnit(directory: string, service: readonly string[]): Promise<Buffer> {
  const units = join(directory, 'config', 'systemd', 'user');
  mkdirSync(units, { recursive: true });
  const output = join(directory, 'output');
  const unit = [
    '[Unit]',
    'DefaultDependencies=no',
    'SuccessAction=exit-force',
    'FailureAction=exit-force',
    '[Service]',
    'Type=oneshot',
    `StandardOutput=truncate:${output}`,
    `StandardError=truncate:${join(directory, 'errors')}`,
    ...service,
  ];
  writeFileSync(join(units, 'consumer.service'), `${unit.join('\n')}\n`);
  const systemd = systemdPrograms.find(existsSync) ?? '';
  // A manager wants /run/systemd/system (as on a booted system) and a writable cgroup tree of one kind.
  const script = [
    'umount -R /sys/fs/cgroup',
    'mount -t cgroup2 none /sys/fs/cgroup',
    'mount -t tmpfs none /run',
    'mkdir -p /run/systemd/system /run/consumer',
    // Not as process 1 of the namespace: there it would be a system manager.
    `env -i PATH="$PATH" HOME=${directory} XDG_RUNTIME_DIR=/run/consumer XDG_CONFIG_HOME=${directory}/config SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=notice ${systemd} --user --unit=consumer.service`,
    'exit $?',
  ].join('\n');
  const namespaces = ['--mount', '--pid', '--fork', '--mount-proc', '--cgroup'];
  const run = await execute('unshare', [...namespaces, 'sh', '-c', script], { timeout: 120_000 });
  if (!existsSync(output)) throw new Error(`the unit did not run: ${run.stdout}${run.stderr}`);
  return readFileSync(output);
}
