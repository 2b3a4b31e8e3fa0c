import { type ApiAnswer, headerOf } from './transport.ts';

/**
 * How long the server asks to wait, from a 429 or 503.
 *
 * Accepted: `retry-after` as whole seconds or as an HTTP date in the one form that senders must use
 * (RFC 9110 section 5.6.7); a date in the past is 0. Anything else (`1.5`, `+3`, a local date) is no answer.
 * Without it: `x-ratelimit-reset` in seconds, then the number in Infisical's own message.
 *
 * @param nowMs milliseconds since 1970
 * @returns milliseconds, or undefined when the server does not say
 */
export function readRetryAfterMs(answer: ApiAnswer, nowMs: number): number | undefined {
  const header = headerOf(answer, 'retry-after')?.trim();
  if (header !== undefined) {
    const waitMs = wholeSecondsMs(header) ?? untilHttpDateMs(header, nowMs);
    if (waitMs !== undefined) return waitMs;
  }
  if (answer.status !== 429) return undefined;
  const reset = headerOf(answer, 'x-ratelimit-reset')?.trim();
  if (reset !== undefined) return wholeSecondsMs(reset);
  const named = /(?:try again in|retry in) (\d{1,4}) seconds?/i.exec(answer.body)?.[1];
  return named === undefined ? undefined : wholeSecondsMs(named);
}

function wholeSecondsMs(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) * 1000 : undefined;
}

const httpDate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function untilHttpDateMs(text: string, nowMs: number): number | undefined {
  if (!httpDate.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
