import type { RefusalReason } from './refusal.ts';
import { checkVariable } from './value-checks.ts';

/**
 * The grammar of the npm package `dotenv`, which unescapes nothing but `\n` and `\r` in double quotes, turns CR into LF
 * outside of that, and takes a quote after a final backslash for a part of the value. So a value gets the first quoting
 * that does not occur in it, and some values cannot be written at all. Measured on 16.6, 17.4 and 18.0.
 */
export function encodeDotenvLine(key: string, value: string): string {
  return `${key}=${quoteForDotenv(value) ?? ''}\n`;
}

export function refuseForDotenv(key: string, value: string): RefusalReason | undefined {
  return (
    checkVariable(key, value) ?? (quoteForDotenv(value) === undefined ? 'value-quotes-and-lines' : undefined)
  );
}

function quoteForDotenv(value: string): string | undefined {
  const hasReturn = value.includes('\r');
  const endsInBackslash = value.endsWith('\\');
  for (const quote of ["'", '`']) {
    if (!value.includes(quote) && !hasReturn && !endsInBackslash) return quote + value + quote;
  }
  if (!value.includes('"') && !/\\[nr]/.test(value) && !endsInBackslash) {
    return `"${value.replaceAll('\r', '\\r')}"`;
  }
  // The package takes quotes off each *line* of an unquoted value, and to it U+2028 ends a line (found by a random set).
  return /[\r\n\u2028\u2029#]|^["'`]|^\s|\s$/.test(value) ? undefined : value;
}
