import { readFileSync } from 'node:fs';
import { Client, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import packageJson from '../../package.json' with { type: 'json' };
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import type { Limits, Spec } from '../spec/schema.ts';
import { resolveServerUrl } from '../spec/server-url.ts';
import type { ApiRequest, Outcome } from './transport.ts';
import { toTransportFault } from './transport-fault.ts';

/** One keep-alive connection to one server. */
export interface Connection {
  /** Where requests go, for messages: `https://infisical.example.com`. */
  readonly address: string;
  /** Sends once. Never throws for what the network or the server does. */
  send(request: ApiRequest, signal: AbortSignal): Promise<Outcome>;
  close(): Promise<void>;
}

/** The usual variables for a proxy; undici's agent reads them and `NO_PROXY`. */
const proxyVariables = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Prepares a connection; nothing is sent yet. Redirects are never followed: the agent has no such step, and a
 * 3xx is an answer like any other.
 *
 * @throws Failure `ca-file-unusable`
 */
export function openConnection(
  server: Spec['server'],
  limits: Limits,
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const url = resolveServerUrl(server.url);
  const ca = server.caFile === undefined ? undefined : readCaFile(server.caFile);
  const dispatcher = makeDispatcher(url.origin, ca, limits, environment);
  const prefix = url.pathname === '/' ? '' : url.pathname;
  return {
    address: url.origin + prefix,
    send: (request, signal) => send(dispatcher, url.origin, prefix, request, signal),
    close: () => dispatcher.destroy(),
  };
}

function makeDispatcher(
  origin: string,
  ca: string | undefined,
  limits: Limits,
  environment: Readonly<Record<string, string | undefined>>,
): Dispatcher {
  const tls = ca === undefined ? {} : { ca };
  const options = {
    allowH2: false,
    headersTimeout: limits.answerTimeoutMs,
    bodyTimeout: limits.answerTimeoutMs,
    maxResponseSize: limits.answerBytes,
    connect: { ...tls, timeout: limits.connectTimeoutMs },
  };
  const proxied = proxyVariables.some((name) => (environment[name] ?? '') !== '');
  return proxied ? new EnvHttpProxyAgent({ ...options, requestTls: tls }) : new Client(origin, options);
}

async function send(
  dispatcher: Dispatcher,
  origin: string,
  prefix: string,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    const response = await dispatcher.request({
      origin,
      method: request.method,
      path: prefix + request.path,
      headers: {
        accept: 'application/json',
        'user-agent': `infisical-fetch/${packageJson.version}`,
        ...request.headers,
      },
      body: request.body ?? null,
      signal,
    });
    const body = await response.body.text();
    return { kind: 'answer', answer: { status: response.statusCode, headers: response.headers, body } };
  } catch (error) {
    if (signal.aborted) return { kind: 'fault', fault: { kind: 'out-of-time', reason: 'time limit' } };
    return { kind: 'fault', fault: toTransportFault(error) };
  }
}

function readCaFile(file: string): string {
  const todo = `make server.caFile (${file}) a PEM file with the certificate of your certificate authority`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('ca-file-unusable', { todo, what: `it cannot be read (${errorCode(error)})` });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Failure('ca-file-unusable', { todo, what: 'it holds no certificate' });
  }
  return text;
}
