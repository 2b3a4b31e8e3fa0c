import { dirname, join } from 'node:path';
import type { RenderedOutput } from '../render/render.ts';
import { outputPaths } from '../spec/cross-check.ts';
import type { OutputSpec } from '../spec/schema.ts';
import { type Ownership, resolveOwnership } from './account.ts';
import { manifestName } from './file-names.ts';

/** A file as it shall be, with its owner. */
export interface DesiredFile extends Ownership {
  readonly path: string;
  readonly content: Buffer;
  /** Name of the output it belongs to. */
  readonly output: string;
}

/** The directory of a `files` output: ours, entered by the group of its files, changed only by us. */
export interface DesiredDirectory {
  readonly path: string;
  readonly groupId: number;
  readonly output: string;
}

export interface Desired {
  readonly files: readonly DesiredFile[];
  readonly directories: readonly DesiredDirectory[];
}

/** Owners of all outputs, looked up before anything is fetched, so that a wrong name costs no login. */
export function resolveOwners(outputs: Readonly<Record<string, OutputSpec>>): ReadonlyMap<string, Ownership> {
  return new Map(
    Object.entries(outputs).map(([name, output]) => [name, resolveOwnership(output, `outputs.${name}`)]),
  );
}

/** Adds owners, and to a `files` output the manifest of its names. */
export function toDesired(
  outputs: readonly RenderedOutput[],
  owners: ReadonlyMap<string, Ownership>,
): Desired {
  const files: DesiredFile[] = [];
  const directories: DesiredDirectory[] = [];
  for (const { name, output, files: rendered, keys } of outputs) {
    const ownership = owners.get(name) ?? resolveOwnership(output, `outputs.${name}`);
    for (const { path, content } of rendered) files.push({ path, content, output: name, ...ownership });
    if (output.format !== 'files') continue;
    const content = Buffer.from(`${JSON.stringify(keys)}\n`);
    files.push({ ...ownManifest(), path: join(output.path, manifestName), content, output: name });
    directories.push({ path: output.path, groupId: ownership.groupId, output: name });
  }
  return { files, directories };
}

/** The manifest stays ours: without a capability for it, what was given away cannot be read again. */
function ownManifest(): Ownership {
  return { userId: process.geteuid?.() ?? 0, groupId: process.getegid?.() ?? 0, mode: 0o400 };
}

/** Directories that must exist before anything is written, each with the field of the spec that names it. */
export function parentDirectories(
  outputs: Readonly<Record<string, OutputSpec>>,
): { readonly directory: string; readonly place: string }[] {
  const parents = new Map<string, string>();
  for (const [name, output] of Object.entries(outputs)) {
    for (const [field, path] of outputPaths(output)) parents.set(dirname(path), `outputs.${name}.${field}`);
  }
  return [...parents].map(([directory, place]) => ({ directory, place }));
}
