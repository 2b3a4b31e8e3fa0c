/**
 * Compiles a pattern for keys: `*` stands for any characters, `?` for one, everything else for itself.
 *
 * @returns a test for whole keys; case matters, as it does in Infisical
 */
export function compileKeyPattern(pattern: string): (key: string) => boolean {
  if (!/[*?]/.test(pattern)) return (key) => key === pattern;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'su');
  return (key) => expression.test(key);
}

/** A test that holds when any of the patterns fits. */
export function compileKeyPatterns(patterns: readonly string[]): (key: string) => boolean {
  const tests = patterns.map(compileKeyPattern);
  return (key) => tests.some((test) => test(key));
}
