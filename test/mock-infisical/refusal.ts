import { randomUUID } from 'node:crypto';
import { type Answer, jsonAnswer } from './answer.ts';
import type { Dialect } from './dialect.ts';
import { type RefusalName, type RefusalText, refusalTexts } from './refusal-texts.ts';

/** What a failed schema check says of one field, as zod words it. */
export interface Issue {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly options?: readonly string[];
}

export interface RefusalExtras {
  /** Fill the `{name}` places of the text. */
  readonly fill?: Readonly<Record<string, string>>;
  /** Given as `details` by later servers. */
  readonly details?: unknown;
  /** Given as `message` of a failed schema check. */
  readonly issues?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a route to end the request with an error answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalName;
  readonly extras: RefusalExtras;

  constructor(reason: RefusalName, extras: RefusalExtras = {}) {
    super(reason);
    this.reason = reason;
    this.extras = extras;
  }
}

/** The answer to a refusal: the first of the two shapes of infisical-api.md section 8.1. */
export function refusalAnswer(dialect: Dialect, refusal: Refusal): Answer {
  const { fill = {}, details, issues, headers = {} } = refusal.extras;
  const texts = refusalTexts[refusal.reason];
  const old = dialect === 'v3-2024';
  const [statusCode, error, text, code]: RefusalText = old ? texts.old : texts.now;
  const message = issues ?? text.replace(/\{(\w+)\}/g, (place, name: string) => fill[name] ?? place);
  const body = old
    ? { statusCode, ...(code === undefined ? {} : { code }), error, message }
    : { reqId: requestId(), statusCode, error, message, ...(details === undefined ? {} : { details }) };
  const answer = jsonAnswer(statusCode, body);
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** The answer of the web framework to a route it does not have: the second shape, without `reqId`. */
export function routeMissing(method: string, url: string): Answer {
  return jsonAnswer(404, {
    message: `Route ${method}:${url} not found`,
    error: 'Not Found',
    statusCode: 404,
  });
}

function requestId(): string {
  return `req-${randomUUID().replaceAll('-', '').slice(0, 14)}`;
}
