import { Failure } from './failure.ts';

/**
 * Wraps what nobody threw on purpose. The message of a foreign error is left out on purpose: V8 quotes the
 * text it could not parse (`Unexpected token … in JSON`), and that text may be a secret. Where it happened is
 * enough to find the bug.
 *
 * @param thrown anything that was caught
 * @returns a Failure: the same one if it already is one
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  return new Failure('program-bug', {
    todo: 'report this bug of infisical-fetch, with the lines below',
    what: `it stopped on an unexpected ${kind}`,
    details: stackFrames(thrown),
  });
}

function stackFrames(thrown: unknown): string[] {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return [];
  const systemCode = 'code' in thrown && typeof thrown.code === 'string' ? [`code ${thrown.code}`] : [];
  // The message stands first in the stack and may span lines that look like frames.
  const frames = thrown.stack
    .replace(thrown.message, '')
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());
  return [...systemCode, ...frames];
}
