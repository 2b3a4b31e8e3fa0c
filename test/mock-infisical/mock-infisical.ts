import { isIPv6 } from 'node:net';
import { sealAnswer } from './answer.ts';
import { createCertificateAuthority, type KeyedCertificate } from './certificate.ts';
import { answerControl, isControlRequest } from './control.ts';
import { demoSeed } from './demo-seed.ts';
import type { Dialect } from './dialect.ts';
import { type Fault, type Plan, planFault, takeFault } from './faults.ts';
import { type Handled, listen } from './http-server.ts';
import type { MockRequest } from './request.ts';
import { respond } from './respond.ts';
import type { Seed } from './seed.ts';
import { createState, type MockState, type RateLimits, type RequestRecord } from './state.ts';

export * from './change-state.ts';
export { demoIdentity, demoSeed } from './demo-seed.ts';
export type { Dialect } from './dialect.ts';
export type { Fault, FaultKind } from './faults.ts';
export { manySecretsSeed } from './many-secrets-seed.ts';
export type { Seed, SeedIdentity, SeedProject, SeedSecret } from './seed.ts';
export type { MockState, RequestRecord } from './state.ts';

/** `trusted`: for localhost, 127.0.0.1, ::1 and the extra names. `wrong-name`: for wrong.example only. */
export const tlsModes = ['trusted', 'wrong-name', 'expired', 'none'] as const;

export type TlsMode = (typeof tlsModes)[number];

export interface MockOptions {
  /** Default `v4-2026`. */
  readonly dialect?: Dialect;
  /** Default `trusted`. */
  readonly tls?: TlsMode;
  /** Used in place of a certificate made for this run, so that clients can trust it beforehand. */
  readonly certificate?: KeyedCertificate;
  /** Further DNS names and IP addresses in the certificate. */
  readonly extraNames?: readonly string[];
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** `v3-2024` only: unknown routes answer with pages, as where one process serves API and web interface. */
  readonly allInOne?: boolean;
  /** Default {@link demoSeed}. */
  readonly seed?: Seed;
  /** Default: none. */
  readonly rateLimits?: RateLimits;
  /** Default true; v4 dialects only. */
  readonly lockout?: boolean;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
}

export interface MockInfisical {
  /** Such as `https://localhost:4321`. */
  readonly url: string;
  /** The authority to trust; empty without TLS. */
  readonly caPem: string;
  /** To be read, and changed by the functions of change-state.ts. */
  readonly state: MockState;
  /** All but those to `/__mock/`. */
  readonly requests: readonly RequestRecord[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  clearRequests(): void;
  close(): Promise<void>;
}

/**
 * Starts a mock Infisical server in this process.
 *
 * @example
 * const mock = await startMockInfisical({ seed: demoSeed });
 * mock.addFault({ match: { pathPrefix: '/api/v4' }, times: 2, kind: { type: 'status', status: 503 } });
 * await mock.close();
 */
export async function startMockInfisical(options: MockOptions = {}): Promise<MockInfisical> {
  const { tls = 'trusted', host = '127.0.0.1', extraNames = [] } = options;
  const trust = tls === 'none' ? null : makeTrust(options.certificate, tls, extraNames);
  const state = createState(options.seed ?? demoSeed, {
    dialect: options.dialect ?? 'v4-2026',
    allInOne: options.allInOne ?? false,
    lockout: options.lockout ?? true,
    rateLimits: options.rateLimits ?? {},
    now: options.now ?? Date.now,
    caPem: trust?.caPem ?? '',
  });
  const handle = (request: MockRequest): Handled => handleRequest(state, request);
  const server = await listen({
    host,
    port: options.port ?? 0,
    certificate: trust?.certificate ?? null,
    handle,
  });
  return {
    url: `${tls === 'none' ? 'http' : 'https'}://${urlHost(host)}:${server.port}`,
    caPem: state.caPem,
    state,
    requests: state.requests,
    addFault: (fault) => state.faults.push({ fault, seen: 0 }),
    clearFaults: () => state.faults.splice(0),
    clearRequests: () => state.requests.splice(0),
    close: () => server.close(),
  };
}

function handleRequest(state: MockState, request: MockRequest): Handled {
  if (isControlRequest(request)) {
    return { plan: seal(request, whole(answerControl(state, request))), onStatus: () => {} };
  }
  const { method, url, headers, connection } = request;
  const record: RequestRecord = { method, path: url, headers, status: 0, atMs: state.now(), connection };
  state.requests.push(record);
  const kind = takeFault(state.faults, request);
  const plan =
    kind === null
      ? whole(respond(state, request))
      : planFault(kind, state.dialect, () => respond(state, request));
  return {
    plan: seal(request, plan),
    onStatus: (status) => {
      record.status = status;
    },
  };
}

function whole(answer: Plan['answer']): Plan {
  return { answer, delivery: { type: 'whole' } };
}

function seal(request: MockRequest, { answer, delivery }: Plan): Plan {
  // A fault that is about the body needs one: no 304 then.
  const mayBeUnchanged = delivery.type === 'whole' || delivery.type === 'late';
  const ifNoneMatch = mayBeUnchanged ? request.headers['if-none-match'] : undefined;
  return { answer: sealAnswer(answer, ifNoneMatch), delivery };
}

const dayMs = 86_400_000;

interface Trust {
  readonly caPem: string;
  readonly certificate: KeyedCertificate;
}

function makeTrust(
  certificate: KeyedCertificate | undefined,
  tls: Exclude<TlsMode, 'none'>,
  extraNames: readonly string[],
): Trust {
  return certificate === undefined ? createTrust(tls, extraNames) : { caPem: '', certificate };
}

function createTrust(tls: Exclude<TlsMode, 'none'>, extraNames: readonly string[]): Trust {
  // Real time even under an injected clock: it is the client who judges the dates.
  const nowMs = Date.now();
  const day = (number: number): Date => new Date(nowMs + number * dayMs);
  const { caPem, issue } = createCertificateAuthority(new Date(nowMs));
  const names = ['localhost', '127.0.0.1', '::1', ...extraNames];
  switch (tls) {
    case 'trusted':
      return { caPem, certificate: issue(names, day(-1), day(365)) };
    case 'wrong-name':
      return { caPem, certificate: issue(['wrong.example'], day(-1), day(365)) };
    case 'expired':
      return { caPem, certificate: issue(names, day(-30), day(-1)) };
  }
}

/** The certificate knows this host by the name localhost, whatever address it listens on. */
function urlHost(host: string): string {
  const here = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'];
  if (here.includes(host)) {
    return 'localhost';
  }
  return isIPv6(host) ? `[${host}]` : host;
}
