import { basename, dirname, join } from 'node:path';

/**
 * Names of the files that stand beside an output while it changes. They are fixed, so that the next apply finds and
 * removes what a killed one left behind; `files` outputs cannot have them, because keys must not begin with a dot.
 */

/** The new content, complete, before it takes the output's place. */
export function newPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.new~`);
}

/** A second name for the old file, to bring it back if the change fails half way. */
export function oldPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.old~`);
}

/** In the directory of a `files` output: the names that we wrote there. */
export const manifestName = '.infisical-fetch';

/** In the runtime directory: which files are being switched right now. */
export const pendingName = 'pending.json';

/** In the runtime directory: the outputs changed and the consumers have not been told. */
export const untoldName = 'untold';

/** In the runtime directory: how to recognise outputs that we may not read. */
export const fingerprintsName = 'fingerprints.json';

/** In the runtime directory: held by the running apply. */
export const lockName = 'lock';

/** Whether a name in a `files` directory is one of ours, beside those of the secrets. */
export function isOwnName(name: string): boolean {
  return name === manifestName || /^\..*\.(new|old)~$/.test(name);
}
