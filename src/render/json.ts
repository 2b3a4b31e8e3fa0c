import type { Secret } from '../secrets/select.ts';

/**
 * One JSON object, a key a line. Written by hand and not from an object, because `__proto__` as a property of an
 * object literal would set the prototype. `JSON.stringify` escapes lone surrogates, so every value is carried.
 */
export function encodeJson(secrets: readonly Secret[]): string {
  const members = secrets.map(
    ({ key, value }) => `  ${JSON.stringify(key)}: ${JSON.stringify(value.reveal())}`,
  );
  return members.length === 0 ? '{}\n' : `{\n${members.join(',\n')}\n}\n`;
}
