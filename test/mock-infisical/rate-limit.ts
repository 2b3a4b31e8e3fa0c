import { Refusal } from './refusal.ts';
import type { MockRequest } from './request.ts';
import type { MockState } from './state.ts';

export type RateCategory = 'secrets' | 'logins';

const windowMs = 60_000;

/**
 * Counts a request and gives its x-ratelimit headers, none when there is no limit; refuses it when the minute's
 * share is used up. The minute begins with the first request of a client address, which counts per route in
 * 2024 (recorded: 230 to 235) and per category since. Source: infisical-api.md section 7.
 */
export function countRequest(
  state: MockState,
  request: MockRequest,
  category: RateCategory,
  routeName: string,
): Readonly<Record<string, string>> {
  const limit = state.rateLimits[category === 'secrets' ? 'secretsPerMinute' : 'loginsPerMinute'];
  if (limit === undefined) {
    return {};
  }
  const nowMs = state.now();
  const key = `${request.address} ${state.dialect === 'v3-2024' ? routeName : category}`;
  const known = state.rateWindows.get(key);
  const window =
    known === undefined || nowMs >= known.startedAtMs + windowMs ? { startedAtMs: nowMs, count: 0 } : known;
  state.rateWindows.set(key, window);
  window.count += 1;
  const seconds = String(Math.ceil((window.startedAtMs + windowMs - nowMs) / 1000));
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, limit - window.count)),
    'x-ratelimit-reset': seconds,
  };
  if (window.count > limit) {
    const wait = seconds === '60' ? '1 minute' : `${seconds} seconds`;
    throw new Refusal('rate-limited', {
      fill: { wait, seconds },
      headers: { ...headers, 'retry-after': seconds },
    });
  }
  return headers;
}
