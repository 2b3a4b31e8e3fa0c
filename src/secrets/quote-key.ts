/** Characters that steer a terminal or reorder text: C1 controls, separators, bidirectional marks. */
const unsafe = /[\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A name from the server, fit for a message: quoted and escaped, so that a newline or an escape sequence in it
 * cannot forge a line of the log, and cut, so that it cannot fill it.
 */
export function quoteKey(key: string): string {
  const shown = key.length > 120 ? `${key.slice(0, 120)}…` : key;
  return JSON.stringify(shown.toWellFormed()).replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Several names, sorted: `"A", "B"`; from the eleventh on they are only counted. */
export function quoteKeys(keys: readonly string[]): string {
  const sorted = keys.toSorted();
  const shown = sorted.slice(0, 10).map(quoteKey).join(', ');
  return sorted.length > 10 ? `${shown} and ${sorted.length - 10} more` : shown;
}
