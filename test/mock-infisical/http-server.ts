import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { KeyedCertificate } from './certificate.ts';
import type { Plan } from './faults.ts';
import { bodyLimitBytes } from './read-body.ts';
import { type MockRequest, toMockRequest } from './request.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** null: plain HTTP. */
  readonly certificate: KeyedCertificate | null;
  readonly handle: (request: MockRequest) => Handled;
}

export interface Handled {
  readonly plan: Plan;
  /** Called with the status as it is sent, not at all when none is. */
  readonly onStatus: (status: number) => void;
}

export interface Listening {
  readonly port: number;
  /** Ends at once, with all connections. May be called again. */
  close(): Promise<void>;
}

/** The only part of the mock that talks HTTP: reads requests, hands them over, writes answers as planned. */
export async function listen({ host, port, certificate, handle }: ListenOptions): Promise<Listening> {
  const sockets = new Set<Socket>();
  const connections = new WeakMap<Socket, number>();
  let accepted = 0;
  const timers = new Set<NodeJS.Timeout>();
  const onRequest: RequestListener = (message, response) => {
    void answer(message, response).catch((error: unknown) => {
      // A fault of the mock itself: say so rather than let a test wait.
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(599, { 'content-type': 'text/plain' }).end(`mock failed: ${String(error)}`);
      }
    });
  };
  const server =
    certificate === null
      ? createServer(onRequest)
      : createTlsServer({ cert: certificate.certificatePem, key: certificate.keyPem }, onRequest);
  server.keepAliveTimeout = 60_000;
  // Before a TLS handshake is done there is only the raw socket, which must not outlive the server either.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on(certificate === null ? 'connection' : 'secureConnection', (socket: Socket) => {
    accepted += 1;
    connections.set(socket, accepted);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  let closing: Promise<void> | null = null;
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      closing ??= close();
      return closing;
    },
  };

  async function close(): Promise<void> {
    for (const timer of timers) {
      clearTimeout(timer);
    }
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
    await closed;
  }

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { plan, onStatus } = handle(
      toMockRequest({
        ...(await readLimited(message)),
        method: message.method ?? 'GET',
        url: message.url ?? '/',
        headers: joinHeaders(message),
        socketAddress: message.socket.remoteAddress ?? '',
        connection: connections.get(message.socket) ?? 0,
      }),
    );
    deliver(plan, response, { onStatus, later });
  }

  function later(milliseconds: number, run: () => void): void {
    timers.add(setTimeout(run, milliseconds));
  }
}

interface Delivering {
  readonly onStatus: (status: number) => void;
  readonly later: (milliseconds: number, run: () => void) => void;
}

function deliver({ answer, delivery }: Plan, response: ServerResponse, delivering: Delivering): void {
  const { onStatus, later } = delivering;
  const body = Buffer.from(answer.body);
  const writeHead = (): void => {
    onStatus(answer.status);
    response.writeHead(answer.status, { ...answer.headers });
  };
  const whole = (): void => {
    writeHead();
    response.end(body);
  };
  switch (delivery.type) {
    case 'whole':
      whole();
      break;
    case 'late':
      later(delivery.delayMs, whole);
      break;
    case 'drip':
      writeHead();
      drip(body, delivery.bytesPerSecond, response, later);
      break;
    case 'cut':
      writeHead();
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      break;
    case 'endless':
      onStatus(answer.status);
      response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
      stream(response);
      break;
    case 'never':
      break;
    case 'reset':
      response.destroy();
      break;
  }
}

function drip(
  body: Buffer,
  bytesPerSecond: number,
  response: ServerResponse,
  later: Delivering['later'],
): void {
  if (response.destroyed || body.length === 0) {
    response.end();
    return;
  }
  const bytes = Math.max(1, Math.round(bytesPerSecond / 10));
  response.write(body.subarray(0, bytes));
  later((bytes * 1000) / Math.max(1, bytesPerSecond), () =>
    drip(body.subarray(bytes), bytesPerSecond, response, later),
  );
}

function stream(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'x');
  response.write('"');
  const more = (): void => {
    while (!response.destroyed) {
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
  };
  more();
}

async function readLimited(message: IncomingMessage): Promise<Pick<MockRequest, 'body' | 'bodyBytes'>> {
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  for await (const chunk of message) {
    if (Buffer.isBuffer(chunk)) {
      bodyBytes += chunk.length;
      if (bodyBytes <= bodyLimitBytes) {
        chunks.push(chunk);
      }
    }
  }
  return { body: Buffer.concat(chunks).toString(), bodyBytes };
}

function joinHeaders(message: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}
