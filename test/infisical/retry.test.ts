import { describe, expect, test } from 'vitest';
import { isPassing, nextDelayMs, sendWithRetry } from '../../src/infisical/retry.ts';
import type { Outcome, TransportFault } from '../../src/infisical/transport.ts';

const request = { method: 'GET', path: '/api/x', headers: {} } as const;

function status(code: number, body: object = {}, headers: Record<string, string> = {}): Outcome {
  return {
    kind: 'answer',
    answer: {
      status: code,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    },
  };
}

function fault(kind: TransportFault['kind']): Outcome {
  return { kind: 'fault', fault: { kind, reason: 'TEST' } };
}

describe('which outcomes another try may mend', () => {
  const cases: [name: string, outcome: Outcome, expected: boolean][] = [
    ['200', status(200), false],
    ['304', status(304), false],
    ['a redirect', status(302), false],
    ['400', status(400), false],
    ['401: a refused login would lock the identity', status(401), false],
    ['403', status(403), false],
    ['404', status(404), false],
    ['422', status(422), false],
    ['408', status(408), true],
    ['425', status(425), true],
    ['429', status(429), true],
    ['500', status(500, { message: 'Something went wrong' }), true],
    ['502', status(502), true],
    ['503', status(503), true],
    ['504', status(504), true],
    ['500 of 2024 for a bad token', status(500, { message: 'jwt expired' }), false],
    [
      '500 of 2024 for an unknown environment',
      status(500, { message: "'x' environment not found in project with ID y" }),
      false,
    ],
    ['no connection', fault('unreachable'), true],
    ['a cut connection', fault('cut'), true],
    ['no answer in time', fault('slow'), true],
    ['a certificate that is not trusted', fault('untrusted'), false],
    ['too many bytes', fault('too-large'), false],
    ['the end of all time', fault('out-of-time'), false],
  ];
  test.each(cases)('%s: %s', (_name, outcome, expected) => {
    expect(isPassing(outcome)).toBe(expected);
  });
});

describe('the pause before the next try', () => {
  const clock = (random: number) => ({ now: () => 0, random: () => random });
  const cases: [
    name: string,
    attempt: number,
    random: number,
    retryAfter: string | undefined,
    expectedMs: number,
  ][] = [
    ['is random from nothing', 1, 0, undefined, 0],
    ['up to half a second first', 1, 0.999, undefined, 500],
    ['doubles', 2, 0.999, undefined, 999],
    ['and doubles', 5, 0.5, undefined, 4000],
    ['up to 15 seconds', 20, 0.999, undefined, 14_985],
    ['is added to what the server asks', 1, 0.5, '3', 3250],
  ];
  test.each(cases)('%s', (_name, attempt, random, retryAfter, expectedMs) => {
    const outcome = status(429, {}, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    expect(nextDelayMs(outcome, attempt, 60_000, clock(random))).toBe(expectedMs);
  });

  test('there is none when the server asks for more than is left', () => {
    expect(nextDelayMs(status(429, {}, { 'retry-after': '60' }), 1, 59_000, clock(0))).toBe(undefined);
  });

  test('there is none when nothing is left', () => {
    expect(nextDelayMs(status(500), 1, 0, clock(0))).toBe(undefined);
  });
});

describe('sending until it works or the budget is used up', () => {
  /** Time goes on only by the pauses, which are kept. */
  function run(outcomes: Outcome[], retryBudgetMs = 60_000) {
    const pauses: number[] = [];
    let nowMs = 0;
    let sent = 0;
    const controller = new AbortController();
    const finished = sendWithRetry(
      request,
      async () => outcomes[Math.min(sent++, outcomes.length - 1)] ?? fault('cut'),
      {
        signal: controller.signal,
        retryUntilMs: retryBudgetMs,
        onRetry: () => {},
        clock: {
          now: () => nowMs,
          random: () => 0.5,
          sleep: async (delayMs) => {
            pauses.push(delayMs);
            nowMs += delayMs;
          },
        },
      },
    );
    return { finished, pauses, sent: () => sent, controller };
  }

  test('a failure that passes costs one pause', async () => {
    const { finished, pauses, sent } = run([status(503), status(200)]);
    expect(await finished).toEqual(status(200));
    expect({ pauses, sent: sent() }).toEqual({ pauses: [250], sent: 2 });
  });

  test('a refused login is sent once', async () => {
    const { finished, sent } = run([status(401)]);
    await finished;
    expect(sent()).toBe(1);
  });

  test('a server that stays down is asked a few times in the budget', async () => {
    const { finished, pauses, sent } = run([fault('unreachable')]);
    expect(await finished).toEqual(fault('unreachable'));
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 7500, 7500, 7500, 7500, 7500, 7500]);
    expect(sent()).toBe(12);
  });

  test('nothing is sent again after a stop', async () => {
    const stopped = run([status(503)]);
    stopped.controller.abort();
    expect(await stopped.finished).toEqual(status(503));
    expect(stopped.sent()).toBe(1);
  });
});
