import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

/** Why docker's client cannot be used here, or undefined when it can. */
export function dockerAbsence(): string | undefined {
  return spawnSync('docker', ['--version']).status === 0
    ? undefined
    : "docker's client is not installed (Debian: docker.io)";
}

/**
 * An engine that does nothing but remember what the client asks for. The grammar of `--env-file` lives in the client,
 * which sends the finished list; a real engine then hands that list to the kernel.
 */
export interface RecordingEngine {
  readonly socket: string;
  /** The `Env` of the container that was created last. */
  environment(): Map<string, Buffer>;
  close(): Promise<void>;
}

export async function startRecordingEngine(directory: string): Promise<RecordingEngine> {
  const socket = join(directory, 'docker.sock');
  let variables: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader('api-version', '1.41');
    if (request.url?.includes('/containers/create')) {
      variables = readVariables(Buffer.concat(chunks).toString());
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ Id: 'recorded', Warnings: [] }));
    } else {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
    }
  });
  await listen(server, socket);
  return {
    socket,
    environment: () => new Map(variables.map(splitVariable)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The command line of the client; `create` is `run` without the start. */
export function dockerCreates(socket: string, environmentFile: string): string {
  return `docker --host unix://${socket} create --env-file ${environmentFile} image`;
}

function readVariables(body: string): string[] {
  const document: unknown = JSON.parse(body);
  const list = typeof document === 'object' && document !== null ? Reflect.get(document, 'Env') : undefined;
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
}

function splitVariable(variable: string): [string, Buffer] {
  const equals = variable.indexOf('=');
  return [variable.slice(0, equals), Buffer.from(variable.slice(equals + 1))];
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(socket, resolve));
}
