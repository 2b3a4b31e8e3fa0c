import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';

/**
 * Checks the directory of an output.
 *
 * Attacker: another local user who may change a directory on the way. While root writes there, that user could put a
 * symbolic link in its place and have root create files elsewhere. So, running as root, every directory from `/` down
 * must belong to root and be writable by root alone (or be sticky, as /tmp is); systemd-tmpfiles calls anything else an
 * "unsafe path transition". Without root there is nothing to gain for the attacker.
 *
 * @param place `outputs.env.path`, for messages
 * @throws Failure `output-not-creatable` when it does not exist, `output-refused` when it is not safe
 */
export function checkDirectory(directory: string, place: string): void {
  const real = resolveDirectory(directory, place);
  if (process.geteuid?.() !== 0) return;
  for (let current = real; ; current = dirname(current)) {
    const unsafe = describeUnsafe(lstatSync(current));
    if (unsafe !== undefined) {
      throw new Failure('output-refused', {
        todo: `choose a path below a directory that only root can change, such as /run/infisical-fetch, for ${place}`,
        what: `${current} ${unsafe}, so somebody else could redirect what root writes to ${directory}`,
      });
    }
    if (current === dirname(current)) return;
  }
}

function resolveDirectory(directory: string, place: string): string {
  try {
    const real = realpathSync(directory);
    if (lstatSync(real).isDirectory()) return real;
    throw new Failure('output-refused', {
      todo: `correct ${place}`,
      what: `${directory} is not a directory`,
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('output-not-creatable', {
      todo: `create the directory ${directory} or correct ${place}`,
      what: `the directory cannot be used (${errorCode(error)})`,
    });
  }
}

const stickyBit = 0o1000;
const groupWrite = 0o020;
const othersWrite = 0o002;

function describeUnsafe(stats: Stats): string | undefined {
  if (stats.uid !== 0) return `belongs to user ${stats.uid}`;
  if ((stats.mode & stickyBit) !== 0) return undefined;
  if ((stats.mode & othersWrite) !== 0) return 'can be written by everybody';
  return (stats.mode & groupWrite) !== 0 && stats.gid !== 0
    ? `can be written by group ${stats.gid}`
    : undefined;
}
