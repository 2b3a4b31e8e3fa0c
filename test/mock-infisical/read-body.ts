import { Refusal } from './refusal.ts';
import type { MockRequest } from './request.ts';

/** The framework's limit: 1 MiB. */
export const bodyLimitBytes = 1_048_576;

/**
 * The body as the framework reads it: JSON or a form as an object, plain text as text, no body as null. Refuses
 * what it cannot read. Source: infisical-api.md section 2.1, recorded exchanges 025 to 041.
 */
export function readBody(request: MockRequest): unknown {
  if (request.bodyBytes > bodyLimitBytes) {
    throw new Refusal('body-too-large');
  }
  const contentType = request.headers['content-type'];
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  switch (mediaType) {
    case 'application/json':
      return readJson(request.body);
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(request.body));
    case 'text/plain':
      return request.body;
    case undefined:
      if (request.body === '') {
        return null;
      }
      throw new Refusal('media-type-unsupported', { fill: { mediaType: '' } });
    default:
      throw new Refusal('media-type-unsupported', { fill: { mediaType } });
  }
}

function readJson(text: string): unknown {
  if (text === '') {
    throw new Refusal('json-empty');
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    // Newer versions of V8 add the line and column, which the recorded server's did not.
    const reason = error instanceof Error ? error.message.replace(/ \(line \d+ column \d+\)$/, '') : '';
    throw new Refusal('json-malformed', { fill: { reason } });
  }
}
