import { spawnSync } from 'node:child_process';

/** Why no file system can be mounted for a test, or undefined when it can. */
export function mountAbsence(): string | undefined {
  if (process.platform !== 'linux') return 'mount namespaces are a matter of Linux';
  if (process.geteuid?.() !== 0) return 'mounting takes root';
  const probe = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return probe.status === 0 ? undefined : 'unshare and mount do not work here';
}

/** Words before a program that run it with mounts of its own, which nobody else sees and which go away with it. */
export function withMounts(commands: readonly string[]): string[] {
  return ['unshare', '--mount', 'sh', '-ec', `${commands.join('\n')}\nexec "$@"`, 'sh'];
}
