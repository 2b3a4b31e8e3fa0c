import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const busybox = '/bin/busybox';

/** Why no container can be started here, or undefined when it can. */
export function podmanAbsence(): string | undefined {
  if (spawnSync('podman', ['--version']).status !== 0)
    return 'podman is not installed (Debian: podman, crun)';
  if (!existsSync(busybox)) return 'no static busybox for the container (Debian: busybox-static)';
  const probe = spawnSync(busybox, ['true']);
  return probe.status === 0 ? undefined : 'busybox does not run';
}

/**
 * The command line of a container whose only process prints its environment. It has a store of its own, no network, and
 * nothing but a static busybox, so that it runs without an image.
 *
 * @param directory a new directory
 */
export function podmanPrintsEnvironment(directory: string, environmentFile: string): string {
  const root = join(directory, 'rootfs');
  for (const path of ['bin', 'proc', 'dev', 'sys', 'etc', 'run', 'tmp'])
    mkdirSync(join(root, path), { recursive: true });
  copyFileSync(busybox, join(root, 'bin/cat'));
  chmodSync(join(root, 'bin/cat'), 0o755);
  // Without CAP_SYS_RESOURCE (as in some test machines) podman's own limits cannot be raised.
  const configuration = join(directory, 'containers.conf');
  writeFileSync(configuration, '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
  return [
    `/usr/bin/env CONTAINERS_CONF=${configuration}`,
    `podman --root ${directory}/store --runroot ${directory}/run --cgroup-manager cgroupfs --events-backend none`,
    'run --rm --cgroups disabled --network none --log-driver none --ulimit nofile=1024:1024 --ulimit nproc=1024:1024',
    `--env-file ${environmentFile} --rootfs ${root} /bin/cat /proc/self/environ`,
  ].join(' ');
}
