import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRetryAfterMs } from '../../src/infisical/retry-after.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');

function answer(headers: Record<string, string>, status = 429, body = '') {
  return { status, headers, body };
}

describe('what the server asks to wait', () => {
  const cases: [name: string, headers: Record<string, string>, expectedMs: number | undefined][] = [
    ['whole seconds', { 'retry-after': '7' }, 7000],
    ['nothing', { 'retry-after': '0' }, 0],
    ['blanks around', { 'retry-after': ' 7 ' }, 7000],
    ['an HTTP date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date in the past', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    ['no header', {}, undefined],
    ['an empty header', { 'retry-after': '' }, undefined],
    ['a fraction, which no sender may write', { 'retry-after': '1.5' }, undefined],
    ['a sign', { 'retry-after': '-3' }, undefined],
    ['a unit', { 'retry-after': '3s' }, undefined],
    ['a number without end', { 'retry-after': '9'.repeat(30) }, undefined],
    ['a local date', { 'retry-after': '2026-11-20T12:00:30' }, undefined],
    ['a date in another zone', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 CET' }, undefined],
    ['a day that does not exist', { 'retry-after': 'Fri, 99 Nov 2026 12:00:30 GMT' }, undefined],
    ['the reset of the limit, where retry-after is missing', { 'x-ratelimit-reset': '41' }, 41_000],
    [
      'the reset of the limit, where retry-after is nonsense',
      { 'retry-after': 'soon', 'x-ratelimit-reset': '41' },
      41_000,
    ],
  ];
  test.each(cases)('%s', (_name, headers, expectedMs) => {
    expect(readRetryAfterMs(answer(headers), nowMs)).toBe(expectedMs);
  });

  test.each([
    ['{"error":"RateLimitExceeded","message":"Rate limit exceeded. Please try again in 12 seconds"}', 12_000],
    ['{"message":"Rate limit exceeded, retry in 1 minute"}', undefined],
  ])("the number in Infisical's own message: %s", (body, expectedMs) => {
    expect(readRetryAfterMs(answer({}, 429, body), nowMs)).toBe(expectedMs);
  });

  test('a 503 may ask too, but only by retry-after', () => {
    expect(readRetryAfterMs(answer({ 'retry-after': '5' }, 503), nowMs)).toBe(5000);
    expect(readRetryAfterMs(answer({ 'x-ratelimit-reset': '5' }, 503), nowMs)).toBe(undefined);
  });

  test('any text whatever gives a number that can be waited, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const waitMs = readRetryAfterMs(answer({ 'retry-after': text }), nowMs);
        return waitMs === undefined || (Number.isFinite(waitMs) && waitMs >= 0);
      }),
    );
  });
});
