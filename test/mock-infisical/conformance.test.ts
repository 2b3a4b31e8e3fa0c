import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signJwt } from './auth/jwt.ts';
import { issueToken } from './auth/token.ts';
import { deleteIdentity, forgetRateLimits, revokeClientSecret, setSecret } from './change-state.ts';
import { type MockInfisical, startMockInfisical } from './mock-infisical.ts';
import { expectedAnswer, receivedAnswer } from './testing/comparable-answer.ts';
import { type RecordedExchange, readRecordedExchanges } from './testing/recorded-exchanges.ts';
import { recordedIds, recordedSeed } from './testing/recorded-seed.ts';
import { type Received, send } from './testing/send.ts';

/**
 * Replays what was recorded with a real server of September 2024 and compares answer by answer: status, the
 * headers a client looks at, and the whole body but for ids and times made at run time.
 */

const exchanges = readRecordedExchanges();
const longName = 'L'.repeat(101);

const leftOut: Readonly<Record<string, readonly string[]>> = {
  'administrator or user at work: the mock only serves machines': [
    ...numbers(2, 20),
    ...['050', '152', '155', '156', '161', '162', '163', '165', '166', '168', '202', '213'],
  ],
  'writes: the mock only reads': ['157'],
  'the older encrypted secrets, which the fetcher never asks for': ['116', '117', '120'],
  'the list of imports, which the fetcher never asks for': ['227'],
  'database or Redis stopped: the mock has neither, faults stand in': [
    ...numbers(236, 238),
    ...numbers(240, 242),
  ],
};

let nowMs = Date.parse('2026-11-20T16:58:20Z');
const tokens = new Map<string, string>();
let lastEtag = '';
let apiProcess: MockInfisical;
let allInOne: MockInfisical;

beforeAll(async () => {
  const options = {
    dialect: 'v3-2024',
    tls: 'none',
    seed: recordedSeed(exchanges),
    rateLimits: { secretsPerMinute: 40, loginsPerMinute: 200 },
    now: () => nowMs,
  } as const;
  apiProcess = await startMockInfisical(options);
  allInOne = await startMockInfisical({ ...options, allInOne: true });
});

afterAll(async () => {
  await Promise.all([apiProcess.close(), allInOne.close()]);
});

describe('recorded exchanges', () => {
  for (const exchange of exchanges) {
    it(exchange.file, async (context) => {
      const reason = Object.keys(leftOut).find((key) => leftOut[key]?.includes(exchange.number));
      if (reason !== undefined) {
        context.skip(reason);
      }
      const mock = exchange.group === 'all-in-one' ? allInOne : apiProcess;
      await prepare(mock, exchange);
      const received = await replay(mock, exchange);
      lastEtag = received.headers.etag ?? '';
      expect(receivedAnswer(received, exchange)).toEqual(expectedAnswer(exchange));
    });
  }
});

it('replays most of what was recorded', () => {
  const left = Object.values(leftOut).flat();
  expect(left.filter((number) => !exchanges.some((exchange) => exchange.number === number))).toEqual([]);
  expect(exchanges.length - left.length).toBeGreaterThanOrEqual(150);
});

/** Brings the mock into the state that the recorded server was in. */
async function prepare(mock: MockInfisical, exchange: RecordedExchange): Promise<void> {
  if (exchange.group !== 'rate-limit') {
    forgetRateLimits(mock.state);
  }
  const again = async (times: number): Promise<void> => {
    forgetRateLimits(mock.state);
    for (let sent = 0; sent < times; sent += 1) {
      await replay(mock, exchange);
    }
  };
  switch (exchange.number) {
    case '057':
      tokenOf(mock, 'token of a deleted identity');
      return deleteIdentity(mock.state, 'token of a deleted identity');
    case '170': {
      const place = { projectId: recordedIds.secondProject, environment: 'prod', path: '/huge' };
      return setSecret(mock.state, place, longName, 'long name');
    }
    case '182':
      tokenOf(mock, 'token with ttl 1 s');
      nowMs += 1500;
      return;
    case '186':
      nowMs += 2500;
      return;
    case '195':
      tokenOf(mock, 'token of a revoked client secret');
      return revokeClientSecret(mock.state, 'token of a revoked client secret');
    case '230':
      return again(40);
    case '234':
      return again(200);
  }
}

/** Exchanges whose body has a token, of which the recording only shows a part. */
const tokensInBodies: Readonly<Record<string, string>> = {
  '184': 'token with ttl 1 s',
  '185': 'token with max ttl 2 s',
  '187': 'token with max ttl 2 s',
  '188': 'revoked token',
  '190': 'revoked token',
};

async function replay(mock: MockInfisical, exchange: RecordedExchange): Promise<Received> {
  const { method, path, headers, text } = exchange.request;
  const { 'content-length': _, authorization, 'if-none-match': ifNoneMatch, ...others } = headers;
  const tokenInBody = tokensInBodies[exchange.number];
  const body = tokenInBody === undefined ? text : JSON.stringify({ accessToken: tokenOf(mock, tokenInBody) });
  return send(mock.url, path, {
    method,
    headers: {
      ...others,
      ...(authorization === undefined ? {} : { authorization: withTokens(mock, authorization) }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': lastEtag }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

function withTokens(mock: MockInfisical, authorization: string): string {
  return authorization.replace(/<(.*)>/, (_, name: string) => tokenOf(mock, name));
}

function tokenOf(mock: MockInfisical, name: string): string {
  const key = `${mock.url} ${name}`;
  const token = tokens.get(key) ?? makeToken(mock, name);
  tokens.set(key, token);
  return token;
}

function makeToken({ state }: MockInfisical, name: string): string {
  const nowSeconds = Math.floor(nowMs / 1000);
  const unknown = { identityAccessTokenId: 'd1f1c0de-0000-4000-8000-000000000000', iat: nowSeconds };
  switch (name) {
    case 'token signed with another key':
      return signJwt(unknown, 'another key');
    case 'token whose JWT exp has passed':
      return signJwt({ ...unknown, exp: nowSeconds - 1 }, state.tokenKey);
    case 'token with unknown id':
      return signJwt(unknown, state.tokenKey);
    default: {
      const identity = state.identities.get(name === 'machine token (viewer)' ? recordedIds.viewer : name);
      if (identity === undefined) {
        throw new Error(`nobody has the ${name}`);
      }
      return issueToken(state, identity, null).accessToken;
    }
  }
}

function numbers(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(3, '0'));
}
