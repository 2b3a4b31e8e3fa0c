import { type Answer, jsonAnswer, textAnswer, withHeaders } from './answer.ts';
import type { Dialect } from './dialect.ts';
import { hideValues } from './hide-values.ts';
import { page } from './pages.ts';
import { Refusal, refusalAnswer } from './refusal.ts';

/** What goes wrong. */
export type FaultKind =
  | {
      readonly type: 'status';
      readonly status: number;
      /** Sent as JSON, a text as it is; absent: an empty body. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The normal answer, later. */
  | { readonly type: 'delay'; readonly delayMs: number }
  /** Never an answer; the connection stays open. */
  | { readonly type: 'hang' }
  /** The connection ends before the first byte. */
  | { readonly type: 'reset' }
  /** The normal answer's headers and half of its body, then the connection ends. */
  | { readonly type: 'cut-body' }
  | { readonly type: 'html'; readonly status?: number }
  /** Half of the normal answer's text, as if it were whole. */
  | { readonly type: 'invalid-json' }
  /** The normal answer with all values hidden. */
  | { readonly type: 'hidden-values' }
  | { readonly type: 'empty-list' }
  | { readonly type: 'redirect'; readonly location: string; readonly status?: number }
  /** A JSON text without end. */
  | { readonly type: 'endless' }
  | { readonly type: 'deep-json'; readonly depth: number }
  /** The normal answer, very slowly. */
  | { readonly type: 'slow-drip'; readonly bytesPerSecond: number }
  /** A login (other requests do not match) is told that the identity is locked. */
  | { readonly type: 'locked' };

export interface Fault {
  readonly match?: { readonly method?: string; readonly pathPrefix?: string };
  /** How often it happens; absent: for ever. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  readonly kind: FaultKind;
}

/** A fault with its counters. */
export interface ActiveFault {
  readonly fault: Fault;
  seen: number;
}

/** How the answer goes out on the wire. */
export type Delivery =
  | { readonly type: 'whole' }
  | { readonly type: 'late'; readonly delayMs: number }
  | { readonly type: 'drip'; readonly bytesPerSecond: number }
  | { readonly type: 'cut' }
  | { readonly type: 'endless' }
  | { readonly type: 'never' }
  | { readonly type: 'reset' };

export interface Plan {
  readonly answer: Answer;
  readonly delivery: Delivery;
}

const loginPath = '/api/v1/auth/universal-auth/login';

/** The first fault whose turn it is for this request, counting it; null: the request is answered normally. */
export function takeFault(
  faults: readonly ActiveFault[],
  request: { readonly method: string; readonly url: string },
): FaultKind | null {
  for (const active of faults) {
    const { match, times = Number.POSITIVE_INFINITY, after = 0, kind } = active.fault;
    const pathPrefix = match?.pathPrefix ?? (kind.type === 'locked' ? loginPath : '');
    const matches =
      request.url.startsWith(pathPrefix) &&
      (match?.method === undefined || match.method.toUpperCase() === request.method);
    if (!matches) {
      continue;
    }
    active.seen += 1;
    if (active.seen > after && active.seen <= after + times) {
      return kind;
    }
  }
  return null;
}

/** The answer under a fault. The normal answer is only made when the fault shows something of it. */
export function planFault(kind: FaultKind, dialect: Dialect, normalAnswer: () => Answer): Plan {
  const nothing: Answer = { status: 0, headers: {}, body: '', etag: false };
  switch (kind.type) {
    case 'status':
      return whole(withHeaders(statusAnswer(kind.status, kind.body), kind.headers ?? {}));
    case 'delay':
      return { answer: normalAnswer(), delivery: { type: 'late', delayMs: kind.delayMs } };
    case 'hang':
      return { answer: nothing, delivery: { type: 'never' } };
    case 'reset':
      return { answer: nothing, delivery: { type: 'reset' } };
    case 'cut-body':
      return { answer: normalAnswer(), delivery: { type: 'cut' } };
    case 'html':
      return whole(page(kind.status ?? 200, 'Not the API'));
    case 'invalid-json':
      return whole(firstHalf(normalAnswer()));
    case 'hidden-values':
      return whole(hideValues(normalAnswer()));
    case 'empty-list':
      return whole(jsonAnswer(200, { secrets: [], imports: [] }));
    case 'redirect': {
      const answer = textAnswer(kind.status ?? 302, 'text/plain', `see ${kind.location}`);
      return whole(withHeaders(answer, { location: kind.location }));
    }
    case 'endless':
      return { answer: jsonAnswer(200, ''), delivery: { type: 'endless' } };
    case 'deep-json':
      return whole({
        ...jsonAnswer(200, null),
        body: `${'['.repeat(kind.depth)}${']'.repeat(kind.depth)}`,
      });
    case 'slow-drip':
      return {
        answer: normalAnswer(),
        delivery: { type: 'drip', bytesPerSecond: kind.bytesPerSecond },
      };
    case 'locked':
      return whole(refusalAnswer(dialect, new Refusal('identity-locked')));
  }
}

function whole(answer: Answer): Plan {
  return { answer, delivery: { type: 'whole' } };
}

function statusAnswer(status: number, body: unknown): Answer {
  switch (typeof body) {
    case 'undefined':
      return { status, headers: {}, body: '', etag: false };
    case 'string':
      return textAnswer(status, 'text/plain; charset=utf-8', body);
    default:
      return jsonAnswer(status, body);
  }
}

function firstHalf(answer: Answer): Answer {
  const body = answer.body.slice(0, Math.ceil(answer.body.length / 2));
  return { ...jsonAnswer(200, null), body };
}
