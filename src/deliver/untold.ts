import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError } from './file-error.ts';
import { untoldName } from './file-names.ts';

/**
 * The mark that outputs changed and the consumers have not been told. It outlives the process, so that an apply that was
 * killed or could not reach systemd is made up for by the next one.
 */
export function markUntold(runtimeDirectory: string): void {
  const path = join(runtimeDirectory, untoldName);
  try {
    writeFileSync(path, '', { mode: 0o600 });
  } catch (error) {
    throw explainFileError(error, `write ${path}`);
  }
}

export function isUntold(runtimeDirectory: string): boolean {
  return existsSync(join(runtimeDirectory, untoldName));
}

export function clearUntold(runtimeDirectory: string): void {
  rmSync(join(runtimeDirectory, untoldName), { force: true });
}
