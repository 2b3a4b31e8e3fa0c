/** Splits what `/proc/self/environ` gives: `KEY=value` strings, each with a NUL after it. */
export function parseEnviron(bytes: Buffer): Map<string, Buffer> {
  const variables = new Map<string, Buffer>();
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const line = bytes.subarray(start, end === -1 ? bytes.length : end);
    const equals = line.indexOf('=');
    variables.set(line.subarray(0, equals).toString(), line.subarray(equals + 1));
    start = end === -1 ? bytes.length : end + 1;
  }
  return variables;
}

/** Leaves out what the consumer sets by itself, known from a run without any secret. */
export function withoutBaseline(
  found: ReadonlyMap<string, Buffer>,
  baseline: ReadonlySet<string>,
): Map<string, Buffer> {
  return new Map([...found].filter(([name]) => !baseline.has(name)));
}
