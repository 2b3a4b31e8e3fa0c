import type { RefusalReason } from './refusal.ts';

/** The only names that every consumer delivers (measured on all of them). */
export const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `KEY=value` plus its NUL may have 131,072 bytes (Linux MAX_ARG_STRLEN); one byte more and exec fails with E2BIG. */
const longestVariableBytes = 131_071;

/** Checks that hold for every text file: the value must be expressible in UTF-8, and C strings end at NUL. */
export function checkText(value: string): RefusalReason | undefined {
  if (value.includes('\0')) return 'value-nul';
  if (!value.isWellFormed()) return 'value-not-unicode';
  return undefined;
}

/** Checks for one environment variable, on whatever way it gets there. */
export function checkVariable(key: string, value: string): RefusalReason | undefined {
  if (!identifier.test(key)) return 'name-not-identifier';
  const text = checkText(value);
  if (text !== undefined) return text;
  return Buffer.byteLength(key) + 1 + Buffer.byteLength(value) > longestVariableBytes
    ? 'value-too-long'
    : undefined;
}

/** U+FDD0–U+FDEF and the last two of each plane, for which systemd refuses the whole file ("Invalid argument", measured). */
export function hasNoncharacter(value: string): boolean {
  return /\p{Noncharacter_Code_Point}/u.test(value);
}
