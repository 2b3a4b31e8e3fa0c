import { createHmac, randomBytes } from 'node:crypto';
import { type BigIntStats, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { explainFileError } from './file-error.ts';
import { fingerprintsName } from './file-names.ts';

const entry = z.object({ inode: z.string(), modifiedNs: z.string(), bytes: z.string(), digest: z.string() });
const fileSchema = z.object({
  version: z.literal(1),
  key: z.string(),
  files: z.record(z.string(), z.array(entry)),
});
type Entry = z.infer<typeof entry>;

/**
 * Recognises files that we wrote, gave away and may not read again: root in the unit's sandbox has no capability that
 * would let it. Kept are inode, time, size and a keyed digest; a plain digest of a short secret could be guessed. The file
 * is in the runtime directory, readable by root alone, and goes away with it.
 */
export interface Fingerprints {
  /** Whether the file with these attributes is one that we wrote with this content. */
  matches(path: string, stats: BigIntStats, content: Buffer): boolean;
  /** Remembers files that are about to take their place, beside what stands there until then. */
  remember(files: readonly { path: string; stats: BigIntStats; content: Buffer }[]): void;
}

export function openFingerprints(runtimeDirectory: string): Fingerprints {
  const path = join(runtimeDirectory, fingerprintsName);
  const { key, files } = read(path);
  const toEntry = (stats: BigIntStats, content: Buffer): Entry => ({
    inode: String(stats.ino),
    modifiedNs: String(stats.mtimeNs),
    bytes: String(stats.size),
    digest: createHmac('sha256', key).update(content).digest('base64'),
  });
  return {
    matches(file, stats, content) {
      const wanted = toEntry(stats, content);
      return (files.get(file) ?? []).some((known) => sameEntry(known, wanted));
    },
    remember(written) {
      if (written.length === 0) return;
      for (const { path: file, stats, content } of written) {
        files.set(file, [...(files.get(file) ?? []).slice(-1), toEntry(stats, content)]);
      }
      write(path, key, files);
    },
  };
}

function sameEntry(left: Entry, right: Entry): boolean {
  return (
    left.inode === right.inode &&
    left.modifiedNs === right.modifiedNs &&
    left.bytes === right.bytes &&
    left.digest === right.digest
  );
}

/** Without a file, or with one that cannot be read, nothing is recognised, and a file is written once more than needed. */
function read(path: string): { key: string; files: Map<string, Entry[]> } {
  try {
    const { key, files } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { key, files: new Map(Object.entries(files)) };
  } catch {
    return { key: randomBytes(32).toString('base64'), files: new Map() };
  }
}

function write(path: string, key: string, files: ReadonlyMap<string, Entry[]>): void {
  try {
    writeFileSync(`${path}~`, JSON.stringify({ version: 1, key, files: Object.fromEntries(files) }), {
      mode: 0o600,
    });
    renameSync(`${path}~`, path);
  } catch (error) {
    throw explainFileError(error, `write ${path}`);
  }
}
