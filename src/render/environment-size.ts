import type { Secret } from '../secrets/select.ts';
import type { OutputFormat } from '../spec/schema.ts';

/** Formats whose values become the environment of a program. */
const environmentFormats: ReadonlySet<OutputFormat> = new Set(['container-env', 'systemd-env', 'shell']);

/** A little under the 2 MiB that Linux gives to arguments and environment with the usual stack of 8 MiB (measured). */
const roomBytes = 1_900_000;

/** Per variable: the equals sign, the NUL and the pointer. */
const overheadBytes = 10;

/**
 * Warns before the kernel refuses to start a program whose environment is too large (E2BIG). Only a warning, because the
 * limit follows the stack limit of the unit, which we do not know.
 */
export function warnAboutSize(name: string, format: OutputFormat, secrets: readonly Secret[]): string[] {
  if (!environmentFormats.has(format)) return [];
  const bytes = secrets.reduce(
    (sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value.reveal()) + overheadBytes,
    0,
  );
  if (bytes < roomBytes) return [];
  const mebibytes = (bytes / 1_048_576).toFixed(1);
  return [
    `The variables of outputs.${name} take ${mebibytes} MiB, and Linux usually starts no program with more than 2 MiB: deliver the large ones as "files".`,
  ];
}
