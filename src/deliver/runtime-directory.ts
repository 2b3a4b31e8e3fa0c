import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import type { Spec } from '../spec/schema.ts';
import { checkDirectory } from './trusted-directory.ts';

/** Others may pass through to an output whose path they know, but not list what is there. */
const runtimeDirectoryMode = 0o711;

/**
 * The directory of the app's lock: what the spec says, else what systemd made for the unit (`RuntimeDirectory=`), else
 * `/run/infisical-fetch/<name>`. It is made if it is missing.
 *
 * @throws Failure `output-not-creatable`, `output-refused`
 */
export function prepareRuntimeDirectory(
  spec: Pick<Spec, 'name' | 'runtimeDirectory'>,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const fromSystemd = environment['RUNTIME_DIRECTORY']?.split(':')[0];
  const directory = spec.runtimeDirectory ?? fromSystemd ?? join('/run/infisical-fetch', spec.name);
  try {
    for (const path of [dirname(directory), directory]) makeDirectory(path);
  } catch (error) {
    throw new Failure('output-not-creatable', {
      todo: 'run as root, or set runtimeDirectory in the spec to a directory of your own',
      what: `the directory ${directory} cannot be made (${errorCode(error)})`,
    });
  }
  checkDirectory(directory, 'runtimeDirectory');
  return directory;
}

/** One at a time: Node's own recursive way never returns where the kernel refuses with ENOENT, as below /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { mode: runtimeDirectoryMode });
  chmodSync(path, runtimeDirectoryMode);
}
