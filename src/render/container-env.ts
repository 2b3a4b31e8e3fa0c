import { isObeyedByEngine } from './obeyed-names.ts';
import type { RefusalReason } from './refusal.ts';
import { encodeSystemdLine, refuseValueForSystemd } from './systemd-env.ts';
import { checkVariable } from './value-checks.ts';

/** podman and docker read lines with a buffer of 64 KiB; one byte more and the container does not start (measured). */
const longestLineBytes = 65_535;

/**
 * One secret for `podman run --env-file`, `docker run --env-file` and quadlet, which know no quotes at all. What fits
 * on a line stands there verbatim. What does not is named alone (`KEY`), which makes both engines take it from their
 * own environment, where the companion file (`EnvironmentFile=` of the container's unit) has put it. Measured: 417 of
 * 417 nasty values arrive byte for byte on both engines.
 */
export function encodeContainerLine(key: string, value: string): { main: string; companion: string } {
  return fitsOnLine(key, value)
    ? { main: `${verbatimLine(key, value)}\n`, companion: '' }
    : { main: `${key}\n`, companion: encodeSystemdLine(key, value) };
}

/** Only the keys that need the companion file meet the engine's environment, so only they are checked against it. */
export function refuseForContainer(key: string, value: string): RefusalReason | undefined {
  const reason = checkVariable(key, value);
  if (reason !== undefined || fitsOnLine(key, value)) return reason;
  return refuseValueForSystemd(key, value) ?? (isObeyedByEngine(key) ? 'name-obeyed-by-engine' : undefined);
}

function fitsOnLine(key: string, value: string): boolean {
  return !value.includes('\n') && Buffer.byteLength(verbatimLine(key, value)) <= longestLineBytes;
}

/** Both engines drop one CR at the end of a line, so a value that ends in CR gets one more (measured). */
function verbatimLine(key: string, value: string): string {
  return `${key}=${value}${value.endsWith('\r') ? '\r' : ''}`;
}
