import type * as z from 'zod/mini';
import { Failure } from '../failure/failure.ts';
import { errorSchema } from './answer-schema.ts';
import { type ApiAnswer, headerOf } from './transport.ts';

/** What an error answer says about itself. */
export interface ErrorBody {
  /** Infisical's error name or the web framework's; empty when the body is not an error of either shape. */
  readonly error: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

export function isJson(answer: ApiAnswer): boolean {
  return /^application\/json\b/i.test(headerOf(answer, 'content-type') ?? '');
}

/** Reads an error answer of either shape; never throws. */
export function readErrorBody(answer: ApiAnswer): ErrorBody {
  const parsed = isJson(answer) ? errorSchema.safeParse(tryParse(answer.body)) : undefined;
  if (parsed === undefined || !parsed.success) return { error: '', message: '', requestId: undefined };
  const { error, message, reqId } = parsed.data;
  return { error: error ?? '', message: typeof message === 'string' ? message : '', requestId: reqId };
}

/**
 * Whether the *endpoint* is missing, as against the object asked for: the framework's 404 is `Not Found` with a
 * blank and has no request id, and the all-in-one image of 2024 answers unknown routes with an HTML page.
 */
export function isRouteMissing(answer: ApiAnswer): boolean {
  if (answer.status !== 404) return false;
  if (!isJson(answer)) return true;
  const body = readErrorBody(answer);
  return body.error === 'Not Found' && body.requestId === undefined;
}

/**
 * Reads a successful answer.
 *
 * @param where request and address, for the message
 * @throws Failure `answer-unexpected` when it is not JSON of the expected form; the body is never quoted
 */
export function readAnswer<T extends z.ZodMiniType>(
  answer: ApiAnswer,
  schema: T,
  where: string,
): z.output<T> {
  const todo =
    'check that server.url leads to Infisical itself and not to a proxy, login page or other service';
  if (!isJson(answer)) {
    const type = /^[\w.+-]+\/[\w.+-]+/.exec(headerOf(answer, 'content-type') ?? '')?.[0] ?? 'no content type';
    throw new Failure('answer-unexpected', {
      todo,
      what: `${where} answered ${answer.status} with ${type}, not JSON`,
    });
  }
  const document = tryParse(answer.body);
  if (document === undefined) {
    throw new Failure('answer-unexpected', {
      todo,
      what: `${where} answered ${answer.status} with invalid JSON`,
    });
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined ? '' : ` (at ${issue.path.filter((step) => !isKeyName(step)).join('.')})`;
  throw new Failure('answer-unexpected', {
    todo,
    what: `${where} answered JSON that is not an answer of Infisical${place}`,
  });
}

/** Field names of the contract are safe to print; anything else in a path comes from the server. */
function isKeyName(step: PropertyKey): boolean {
  return typeof step === 'string' && !/^[A-Za-z]{1,30}$/.test(step);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // V8's message quotes the text, which may hold secrets.
    return undefined;
  }
}
