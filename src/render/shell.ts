import { isObeyedByShell } from './obeyed-names.ts';
import type { RefusalReason } from './refusal.ts';
import { checkVariable } from './value-checks.ts';

/** `set -a; . file`: single quotes, in which a shell obeys nothing; a quote closes, stands escaped, and opens again. */
export function encodeShellLine(key: string, value: string): string {
  return `${key}=${quoteForShell(value)}\n`;
}

export function quoteForShell(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

export function refuseForShell(key: string, value: string): RefusalReason | undefined {
  return checkVariable(key, value) ?? (isObeyedByShell(key) ? 'name-obeyed-by-shell' : undefined);
}
