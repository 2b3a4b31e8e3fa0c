import { isTimeLimit } from '../clock.ts';
import { SecretValue } from '../secrets/secret-value.ts';
import type { Spec } from '../spec/schema.ts';
import { loginSchema } from './answer-schema.ts';
import type { Connection } from './connection.ts';
import { explainFault, explainPassingStatus } from './explain-fault.ts';
import { explainLoginRefusal, explainTokenRefusal } from './explain-refusal.ts';
import { readAnswer } from './read-answer.ts';
import { isTokenRefused } from './recognise.ts';
import { isPassing, type RetryContext, sendWithRetry } from './retry.ts';
import type { ApiAnswer, ApiRequest } from './transport.ts';

/** The two values that the host holds. Read anew for each apply, so that a rotation needs no restart. */
export interface Credentials {
  readonly clientId: SecretValue;
  readonly clientSecret: SecretValue;
}

/** A logged-in connection. */
export interface Session {
  /** Sends with the token; logs in once more when the token is refused. Retries what passes. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  /** Request and address for messages: `GET https://host/api/v4/secrets`. The query is left out. */
  where(path: string): string;
  /** Tells the server to forget the token. Best effort: one try, never throws. */
  revoke(signal: AbortSignal): Promise<void>;
}

const loginPath = '/api/v1/auth/universal-auth/login';
const revokePath = '/api/v1/auth/token/revoke';

/**
 * Logs in with Universal Auth.
 *
 * @throws Failure for a refusal, an unexpected answer, or no answer within the retry budget
 */
export async function openSession(
  connection: Connection,
  credentials: Credentials,
  spec: Spec['credentials'],
  retry: RetryContext,
): Promise<Session> {
  const where = (path: string, method = 'GET') =>
    `${method} ${connection.address}${path.replace(/\?.*/s, '')}`;

  const send = async (request: ApiRequest): Promise<ApiAnswer> => {
    const outcome = await sendWithRetry(request, connection.send, retry);
    const place = where(request.path, request.method);
    // A stop that somebody asked for is passed on as it is; all else becomes a message.
    if (retry.signal.aborted && !isTimeLimit(retry.signal)) throw retry.signal.reason;
    if (outcome.kind === 'fault') throw explainFault(outcome.fault, place, connection.address);
    if (isPassing(outcome)) {
      throw explainPassingStatus(outcome.answer, place, connection.address, retry.clock.now());
    }
    return outcome.answer;
  };

  const logIn = async (): Promise<SecretValue> => {
    const place = where(loginPath, 'POST');
    // No authorization header here: a stale one breaks the login on every server (recorded: 500 jwt malformed).
    const answer = await send({
      method: 'POST',
      path: loginPath,
      headers: jsonHeaders,
      body: loginBody(credentials, spec),
    });
    if (answer.status !== 200) throw explainLoginRefusal(answer, place, spec);
    return new SecretValue(readAnswer(answer, loginSchema, place).accessToken);
  };

  let token = await logIn();

  return {
    where,
    async get(path, headers = {}) {
      const request = (): ApiRequest => ({
        method: 'GET',
        path,
        headers: { ...headers, authorization: `Bearer ${token.reveal()}` },
      });
      const first = await send(request());
      if (!isTokenRefused(first)) return first;
      token = await logIn();
      const second = await send(request());
      if (isTokenRefused(second)) throw explainTokenRefusal(second, where(path));
      return second;
    },
    async revoke(signal) {
      const body = JSON.stringify({ accessToken: token.reveal() });
      await connection.send({ method: 'POST', path: revokePath, headers: jsonHeaders, body }, signal);
    },
  };
}

const jsonHeaders = { 'content-type': 'application/json' };

function loginBody(credentials: Credentials, spec: Spec['credentials']): string {
  return JSON.stringify({
    clientId: credentials.clientId.reveal(),
    clientSecret: credentials.clientSecret.reveal(),
    ...(spec.organizationSlug !== undefined && { organizationSlug: spec.organizationSlug }),
  });
}
