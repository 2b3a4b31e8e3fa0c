import { createHash } from 'node:crypto';

/** An answer before it is written: pure data. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The few answers made outside the framework have no ETag (recorded). */
  readonly etag: boolean;
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return textAnswer(status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** An answer with a body of another type. */
export function textAnswer(status: number, contentType: string, body: string): Answer {
  return { status, headers: { 'content-type': contentType }, body, etag: true };
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/**
 * Adds content-length and the strong ETag that every answer has (base64 SHA-1 of the body, errors included),
 * and turns the answer into a 304 when the request's If-None-Match is that ETag, strong or weak. Source:
 * infisical-api.md section 3.8, recorded exchanges 109 and 110.
 */
export function sealAnswer(answer: Answer, ifNoneMatch: string | undefined): Answer {
  if (!answer.etag) {
    return withHeaders(answer, { 'content-length': String(Buffer.byteLength(answer.body)) });
  }
  const etag = `"${createHash('sha1').update(answer.body).digest('base64')}"`;
  const unchanged = ifNoneMatch === etag || ifNoneMatch === `W/${etag}`;
  const sealed = unchanged ? { ...answer, status: 304, body: '' } : answer;
  return withHeaders(sealed, { etag, 'content-length': String(Buffer.byteLength(sealed.body)) });
}
