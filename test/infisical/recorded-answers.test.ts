import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { openConnection } from '../../src/infisical/connection.ts';
import { fetchSources } from '../../src/infisical/fetch-sources.ts';
import { openSecretReader } from '../../src/infisical/list-secrets.ts';
import type { RetryContext } from '../../src/infisical/retry.ts';
import { openSession } from '../../src/infisical/session.ts';
import { SecretValue } from '../../src/secrets/secret-value.ts';
import { parseSpec } from '../../src/spec/read-spec.ts';
import {
  type RecordedExchange,
  readRecordedExchanges,
} from '../mock-infisical/testing/recorded-exchanges.ts';

/**
 * The client against answers that a real server gave in September 2024, byte for byte: each list parses, and each error
 * leads to its exit code and to a message that begins with what to do. The mock is not in between.
 */

interface Recorded {
  readonly path: string;
  readonly status: number;
  readonly headers: RecordedHeaders;
  readonly body: string;
}

type RecordedHeaders = NonNullable<RecordedExchange['response']>['headers'];

const projectId = 'fef26448-27b3-4abe-9257-e03df1ddda18';

const exchanges = new Map(readRecordedExchanges().map((exchange) => [exchange.number, exchange]));

/** A recording by its number, ready to be sent again. */
function readRecorded(number: string): Recorded {
  const exchange = exchanges.get(number);
  if (exchange === undefined) throw new Error(`no recording ${number}`);
  const { request, response } = exchange;
  return {
    path: request.path,
    status: response?.status ?? 0,
    headers: response?.headers ?? {},
    body: response?.text ?? JSON.stringify(response?.body),
  };
}

const recordedLogin = readRecorded('021');
const recordedRevoke = readRecorded('188');
const recordedMissingRoute = readRecorded('214');
const recordedProject = readRecorded('222');

/** Answers login, list and project with the recordings given; whatever else with a missing route, as servers of 2024. */
async function replay({
  login = recordedLogin,
  list = recordedMissingRoute,
}: {
  login?: Recorded;
  list?: Recorded;
}) {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.includes('/universal-auth/login')) send(response, login);
    else if (path.includes('/token/revoke')) send(response, recordedRevoke);
    else if (path.startsWith('/api/v3/secrets/raw')) send(response, list);
    else if (path.startsWith(`/api/v1/workspace/`)) send(response, recordedProject);
    else send(response, recordedMissingRoute);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function send(response: ServerResponse, { status, headers, body }: Recorded): void {
  const { 'content-length': _length, ...others } = headers;
  response.writeHead(status, others).end(body);
}

function makeSpec(url: string, source: object = {}) {
  return parseSpec(
    JSON.stringify({
      version: 1,
      name: 'app',
      server: { url },
      credentials: { clientIdFile: '/run/id', clientSecretFile: '/run/secret' },
      sources: [{ projectId, environment: 'prod', ...source }],
      outputs: { env: { format: 'json', path: '/run/x' } },
    }),
    'spec',
  );
}

/** No time for a second try. */
function makeRetry(): RetryContext {
  const clock = { now: Date.now, random: () => 0, sleep: async () => {} };
  return { clock, signal: new AbortController().signal, retryUntilMs: 0, onRetry: () => {} };
}

const credentials = { clientId: new SecretValue('id'), clientSecret: new SecretValue('M4RKER') };

async function fetchFrom(url: string, source: object = {}) {
  const fetched = await fetchSources(makeSpec(url, source), credentials, makeRetry(), {});
  await fetched.finish();
  return fetched.sources[0]?.list;
}

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Failure) return error;
  throw new Error(`no failure but ${String(error)}`);
}

/** Every message begins with an instruction. */
const instruction = /^(Put|Check|Correct|Create|Give|Set|Wait|Find|Add|Ask|Let|Use|Raise|Narrow)[ ,]/;

describe('a refused login', () => {
  const cases: [recording: string, code: string, exitStatus: number][] = [
    ...['027', '028', '029', '030', '051', '053', '055', '056'].map((name): [string, string, number] => [
      name,
      'credentials-refused',
      77,
    ]),
    ['052', 'credentials-refused', 77],
    ['054', 'credentials-refused', 77],
    ['058', 'address-refused', 77],
    ...['031', '032', '033', '034', '035', '036', '037', '038', '039', '040', '041', '042'].map(
      (name): [string, string, number] => [name, 'request-refused', 65],
    ),
    ...['044', '045', '047', '048', '049', '252', '255', '256'].map((name): [string, string, number] => [
      name,
      'not-infisical',
      78,
    ]),
    ['253', 'redirected', 78],
    ['257', 'answer-unexpected', 65],
    ['258', 'answer-unexpected', 65],
    ['234', 'rate-limited', 69],
    ['235', 'rate-limited', 69],
    ['236', 'server-failing', 69],
    ['240', 'server-failing', 69],
  ];
  test.each(cases)('%s: %s, exit status %d', async (recording, code, exitStatus) => {
    const failure = await failureOf(fetchFrom(await replay({ login: readRecorded(recording) })));
    expect([failure.code, failure.exitCode.number]).toEqual([code, exitStatus]);
    expect(failure.message).toMatch(instruction);
    expect(`${failure.message}${failure.details.join()}`).not.toContain('M4RKER');
  });

  test.each([
    ['052', /^Create a new client secret .* into \/run\/secret: .* because the client secret has expired/],
    ['054', /^Create a client secret without a limit of uses .* into \/run\/secret: /],
    ['029', /^Put a valid client id and client secret into \/run\/id and \/run\/secret /],
    ['058', /^Add the address of this host to the trusted addresses/],
  ])('%s says %s', async (recording, message) => {
    expect((await failureOf(fetchFrom(await replay({ login: readRecorded(recording) })))).message).toMatch(
      message,
    );
  });
});

describe('a refused list', () => {
  const cases: [recording: string, code: string, exitStatus: number][] = [
    ...[
      '057',
      '171',
      '172',
      '173',
      '174',
      '175',
      '177',
      '178',
      '179',
      '180',
      '181',
      '182',
      '183',
      '186',
      '189',
      '193',
      '194',
      '233',
    ].map((name): [string, string, number] => [name, 'token-refused', 77]),
    ...['196', '197', '198', '199', '201', '205', '206', '209', '210'].map(
      (name): [string, string, number] => [name, 'access-denied', 77],
    ),
    ...['095', '096', '097', '211', '212'].map((name): [string, string, number] => [
      name,
      'project-unknown',
      78,
    ]),
    ['085', 'path-unknown', 78],
    ...['088', '089', '090', '091', '094', '099', '100', '101', '102', '116', '117', '118'].map(
      (name): [string, string, number] => [name, 'request-refused', 65],
    ),
    ...['214', '246', '259'].map((name): [string, string, number] => [name, 'not-infisical', 78]),
    ['254', 'redirected', 78],
    ['230', 'rate-limited', 69],
    ...['093', '159', '237', '241'].map((name): [string, string, number] => [name, 'server-failing', 69]),
    ...['076', '079', '080', '081', '082', '105', '200'].map((name): [string, string, number] => [
      name,
      'list-empty',
      65,
    ]),
  ];
  test.each(cases)('%s: %s, exit status %d', async (recording, code, exitStatus) => {
    const failure = await failureOf(fetchFrom(await replay({ list: readRecorded(recording) })));
    expect([failure.code, failure.exitCode.number]).toEqual([code, exitStatus]);
    expect(failure.message).toMatch(instruction);
  });

  test.each(['083', '084', '086'])(
    '%s: 200 and nothing for an unknown environment names those that exist',
    async (recording) => {
      const url = await replay({ list: readRecorded(recording) });
      const failure = await failureOf(fetchFrom(url, { environment: 'production' }));
      expect([failure.code, failure.exitCode.number]).toEqual(['path-unknown', 78]);
      expect(failure.message).toMatch(
        /^Correct sources\[0\]\.environment: project .* has dev, staging, prod but not production: /,
      );
    },
  );
});

describe('one secret by name', () => {
  async function getFrom(recording: string, key = 'PLAIN') {
    const recorded = readRecorded(recording);
    const [spec, retry] = [makeSpec(await replay({ list: recorded })), makeRetry()];
    const connection = openConnection(spec.server, spec.limits, {});
    onTestFinished(() => connection.close());
    const session = await openSession(connection, credentials, spec.credentials, retry);
    const [source] = spec.sources;
    if (source === undefined) throw new Error('no source');
    return openSecretReader(session).get(source, 'sources[0]', key);
  }

  test.each([
    ['129', 'hello'],
    ['133', ''],
    ['138', 'second-only'],
  ])('%s is %j', async (recording, value) => {
    expect((await getFrom(recording))?.value.reveal()).toBe(value);
  });

  test.each(['135', '136', '137', '147'])('%s: there is none of that name', async (recording) => {
    expect(await getFrom(recording)).toBe(undefined);
  });

  test.each([
    ['143', 'path-unknown'],
    ['144', 'path-unknown'],
    ['145', 'request-refused'],
    ['124', 'server-failing'],
    ['197', 'access-denied'],
    ['201', 'access-denied'],
  ])('%s: %s', async (recording, code) => {
    expect((await failureOf(getFrom(recording))).code).toBe(code);
  });
});

describe('a recorded list', () => {
  const lists = [...exchanges.keys()].filter((name) => {
    const { status, body, path } = readRecorded(name);
    return status === 200 && path.startsWith('/api/v3/secrets/raw?') && /"secretKey"/.test(body);
  });

  test('there are many', () => {
    expect(lists.length).toBeGreaterThan(40);
  });

  test.each(lists)('%s parses, and every value is what was recorded', async (name) => {
    const recorded = readRecorded(name);
    const query = new URL(recorded.path, 'http://x').searchParams;
    const document = JSON.parse(recorded.body);
    const fetched = await fetchFrom(await replay({ list: recorded }), {
      projectId: document.secrets[0]?.workspace ?? projectId,
      environment: document.secrets[0]?.environment ?? 'prod',
      path: query.get('secretPath')?.replace(/(.)\/$/, '$1') ?? '/',
    });
    // The prefix quirk of the server: asked for /app, it brings /application.
    const foreign = query.get('secretPath') === '/app' ? '/application' : undefined;
    const shared = document.secrets.filter(
      ({ type, secretPath }: Record<string, string>) => type === 'shared' && secretPath !== foreign,
    );
    expect(fetched?.own.map(({ key, value }) => [key, value.reveal()])).toEqual(
      shared.map(({ secretKey, secretValue }: Record<string, string>) => [secretKey, secretValue]),
    );
    expect(fetched?.imports.map(({ secrets }) => secrets.length)).toEqual(
      (document.imports ?? []).map(({ secrets }: { secrets: unknown[] }) => secrets.length),
    );
  });
});
