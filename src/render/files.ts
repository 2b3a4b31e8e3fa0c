import type { RefusalReason } from './refusal.ts';

/** NAME_MAX is 255 bytes; {@link temporaryName} adds five. */
const longestNameBytes = 250;

/**
 * One file per secret, the bytes of the value alone. Names beginning with a dot are ours: the manifest and temporary
 * files. A name with a slash would be a path out of the directory.
 */
export function refuseForFiles(key: string, value: string): RefusalReason | undefined {
  if (!/^[^./\u0000-\u001f\u007f][^/\u0000-\u001f\u007f]*$/.test(key) || !key.isWellFormed())
    return 'name-not-file-name';
  if (Buffer.byteLength(key) > longestNameBytes) return 'name-too-long';
  return value.isWellFormed() ? undefined : 'value-not-unicode';
}
