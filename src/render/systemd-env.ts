import { isObeyedByService } from './obeyed-names.ts';
import type { RefusalReason } from './refusal.ts';
import { checkVariable, hasNoncharacter } from './value-checks.ts';

/**
 * `EnvironmentFile=` of systemd: every value in double quotes, with a backslash before `\`, `"`, `$` and the
 * backtick; newlines and control characters stand for themselves. The backtick needs it only for sh, which then
 * reads the same file alike. Measured on systemd 252, 257 and 262; grammar: `src/basic/env-file.c`.
 */
export function encodeSystemdLine(key: string, value: string): string {
  return `${key}=${quoteForSystemd(value)}\n`;
}

export function quoteForSystemd(value: string): string {
  return `"${value.replace(/[\\"$`]/g, '\\$&')}"`;
}

/** A name that is no identifier would be dropped, with the *value* in the journal (measured): it never gets there. */
export function refuseForSystemd(key: string, value: string): RefusalReason | undefined {
  return refuseValueForSystemd(key, value) ?? (isObeyedByService(key) ? 'name-obeyed-by-service' : undefined);
}

/** The same without the list of obeyed names, for the companion file, which has a longer list. */
export function refuseValueForSystemd(key: string, value: string): RefusalReason | undefined {
  return checkVariable(key, value) ?? (hasNoncharacter(value) ? 'value-noncharacter' : undefined);
}
