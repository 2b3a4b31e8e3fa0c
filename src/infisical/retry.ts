import type { Clock } from '../clock.ts';
import { isLastingServerError } from './recognise.ts';
import { readRetryAfterMs } from './retry-after.ts';
import type { ApiRequest, Outcome } from './transport.ts';

/** Statuses that a later try can mend; every other 4xx is an answer. 5xx are all retried. */
const retriedStatuses = new Set([
  408, // the server gave up waiting for us
  425, // too early in a resumed TLS session
  429, // rate limit
]);

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** Whether an outcome may be different on the next try. A certificate does not change within a minute. */
export function isPassing(outcome: Outcome): boolean {
  if (outcome.kind === 'answer') {
    const { answer } = outcome;
    return retriedStatuses.has(answer.status) || (answer.status >= 500 && !isLastingServerError(answer));
  }
  switch (outcome.fault.kind) {
    case 'unreachable':
    case 'slow':
    case 'cut':
      return true;
    case 'untrusted':
    case 'too-large':
    case 'out-of-time':
      return false;
  }
}

/**
 * The pause before the next try: full jitter (a random part of a span that doubles), on top of what the server
 * asks for, so that hosts that were refused together do not come back together.
 *
 * @param attempt 1 for the first failed try
 * @param remainingMs what is left of the retry budget
 * @returns milliseconds, or undefined when there is no time for another try
 */
export function nextDelayMs(
  outcome: Outcome,
  attempt: number,
  remainingMs: number,
  clock: Pick<Clock, 'now' | 'random'>,
): number | undefined {
  const spanMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  const askedMs = outcome.kind === 'answer' ? (readRetryAfterMs(outcome.answer, clock.now()) ?? 0) : 0;
  const delayMs = Math.round(askedMs + clock.random() * spanMs);
  return delayMs < remainingMs ? delayMs : undefined;
}

/** What a retry needs to know; `onRetry` is told before each pause. */
export interface RetryContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 after which no further try begins. */
  readonly retryUntilMs: number;
  onRetry(event: { request: ApiRequest; outcome: Outcome; attempt: number; delayMs: number }): void;
}

/** Sends until there is an outcome that another try would not mend, or no time is left. */
export async function sendWithRetry(
  request: ApiRequest,
  send: (request: ApiRequest, signal: AbortSignal) => Promise<Outcome>,
  context: RetryContext,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await send(request, context.signal);
    if (!isPassing(outcome) || context.signal.aborted) return outcome;
    const remainingMs = context.retryUntilMs - context.clock.now();
    const delayMs = nextDelayMs(outcome, attempt, remainingMs, context.clock);
    if (delayMs === undefined) return outcome;
    context.onRetry({ request, outcome, attempt, delayMs });
    await context.clock.sleep(delayMs, context.signal);
    if (context.signal.aborted) return outcome;
  }
}
