import { type Agent, type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface SendOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The authority to trust. */
  readonly ca?: string;
  readonly agent?: Agent;
  /** Ends the request with an error when the connection is silent for so long. */
  readonly silenceMs?: number;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A plain client for tests: sends the path exactly as given and hides nothing of what comes back. */
export async function send(base: string, path: string, options: SendOptions = {}): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const { protocol, hostname, port } = new URL(base);
  const { ca, agent, silenceMs, method = 'GET', headers = {}, body } = options;
  const request = (protocol === 'https:' ? tlsRequest : plainRequest)({
    hostname,
    port,
    path,
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    ...(ca === undefined ? {} : { ca }),
    agent: agent ?? false,
  });
  request.on('error', reject);
  if (silenceMs !== undefined) {
    request.setTimeout(silenceMs, () => request.destroy(new Error('silence')));
  }
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: Buffer.concat(chunks).toString(),
      }),
    );
  });
  request.end(body);
  return promise;
}
