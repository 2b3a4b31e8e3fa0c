import { createHash, type Hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The hash that Nix gives to a directory (`nix hash path`): SHA-256 over its archive format, which knows regular files,
 * the executable bit, links and sorted directories, and nothing else (E. Dolstra's thesis, figure 5.2).
 *
 * @returns in the form of `outputHash`: `sha256-…=`
 */
export function archiveHash(path: string): string {
  const hash = createHash('sha256');
  writeText(hash, 'nix-archive-1');
  writeNode(hash, path);
  return `sha256-${hash.digest('base64')}`;
}

function writeNode(hash: Hash, path: string): void {
  const stats = lstatSync(path);
  writeText(hash, '(', 'type');
  if (stats.isSymbolicLink()) writeText(hash, 'symlink', 'target', readlinkSync(path));
  else if (stats.isFile()) {
    writeText(hash, 'regular', ...((stats.mode & 0o100) !== 0 ? ['executable', ''] : []), 'contents');
    writeBytes(hash, readFileSync(path));
  } else {
    writeText(hash, 'directory');
    const names = readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare).map(String);
    for (const name of names) {
      writeText(hash, 'entry', '(', 'name', name, 'node');
      writeNode(hash, join(path, name));
      writeText(hash, ')');
    }
  }
  writeText(hash, ')');
}

function writeText(hash: Hash, ...texts: readonly string[]): void {
  for (const text of texts) writeBytes(hash, Buffer.from(text));
}

/** The length in eight bytes, little end first, then the bytes, padded to a multiple of eight. */
function writeBytes(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  hash
    .update(length)
    .update(bytes)
    .update(Buffer.alloc((8 - (bytes.length % 8)) % 8));
}
