import { type BigIntStats, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import type { Desired, DesiredDirectory } from './desired.ts';
import { explainFileError } from './file-error.ts';
import { isOwnName, manifestName } from './file-names.ts';
import type { Fingerprints } from './fingerprints.ts';

/** Who owns a file or directory, and who may use it. */
export interface Attributes {
  readonly userId: number;
  readonly groupId: number;
  readonly mode: number;
}

/** A file as it is. */
export interface CurrentFile extends Attributes {
  /** Whether it has the bytes that it shall have. A file that can be neither read nor recognised counts as different. */
  readonly sameBytes: boolean;
}

export interface Current {
  /** By path; a path that is not here does not exist. */
  readonly files: ReadonlyMap<string, CurrentFile>;
  /** Files of ours in `files` directories that are no longer wanted, with their output's name. */
  readonly leftOver: readonly { readonly path: string; readonly output: string }[];
  /** Directories of `files` outputs that exist, with owner and mode. */
  readonly directories: ReadonlyMap<string, Attributes>;
}

/**
 * Looks at every place that shall be written.
 *
 * @throws Failure `output-refused` when something stands there that we did not make: a symbolic link, a directory, a
 *   device, or in a `files` directory a foreign file
 */
export function inspectCurrent(desired: Desired, fingerprints: Fingerprints): Current {
  const files = new Map<string, CurrentFile>();
  const directories = new Map<string, Attributes>();
  const leftOver: { path: string; output: string }[] = [];
  for (const directory of desired.directories) {
    const stats = statPlain(directory.path, 'directory', directory.output);
    if (stats === undefined) continue;
    directories.set(directory.path, attributes(stats));
    const wanted = new Set(desired.files.map(({ path }) => path));
    leftOver.push(...findLeftOver(directory, wanted));
  }
  for (const { path, output, content } of desired.files) {
    const stats = statPlain(path, 'file', output);
    if (stats === undefined) continue;
    const sameBytes = readIfAllowed(path)?.equals(content) ?? fingerprints.matches(path, stats, content);
    files.set(path, { ...attributes(stats), sameBytes });
  }
  return { files, leftOver, directories };
}

function attributes({ uid, gid, mode }: BigIntStats): Attributes {
  return { userId: Number(uid), groupId: Number(gid), mode: Number(mode) & 0o7777 };
}

function statPlain(path: string, kind: 'file' | 'directory', output: string): BigIntStats | undefined {
  let stats: BigIntStats;
  try {
    stats = lstatSync(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw explainFileError(error, `look at ${path}`);
  }
  if (kind === 'file' ? stats.isFile() : stats.isDirectory()) return stats;
  throw new Failure('output-refused', {
    todo: `remove ${path} or choose another path for outputs.${output}`,
    what: `it is ${describeKind(stats)}, which infisical-fetch did not make`,
  });
}

function describeKind(stats: BigIntStats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isDirectory()) return 'a directory';
  return stats.isFile() ? 'a file' : 'a device, socket or pipe';
}

function readIfAllowed(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'EACCES') return undefined;
    throw explainFileError(error, `read ${path}`);
  }
}

/** What the manifest names and is no longer wanted. Without a manifest the directory must be empty: it may be anybody's. */
function findLeftOver(
  directory: DesiredDirectory,
  wanted: ReadonlySet<string>,
): { path: string; output: string }[] {
  const names = readdirSync(directory.path);
  const ours = readManifest(directory.path);
  const foreign = names.filter((name) => !isOwnName(name) && !ours.has(name));
  const inTheWay = foreign.filter((name) => wanted.has(join(directory.path, name)));
  if (inTheWay.length > 0 || (ours.size === 0 && foreign.length > 0 && !names.includes(manifestName))) {
    throw new Failure('output-refused', {
      todo: `choose an empty directory for outputs.${directory.output}.path`,
      what: `${directory.path} holds ${foreign.length} files that infisical-fetch did not write`,
    });
  }
  return names
    .filter((name) => ours.has(name) && !wanted.has(join(directory.path, name)))
    .map((name) => ({ path: join(directory.path, name), output: directory.output }));
}

function readManifest(directory: string): ReadonlySet<string> {
  try {
    const document: unknown = JSON.parse(readFileSync(join(directory, manifestName), 'utf8'));
    const parsed = z.array(z.string()).safeParse(document);
    return new Set(parsed.success ? parsed.data : []);
  } catch {
    return new Set();
  }
}
