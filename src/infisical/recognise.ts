import { isRouteMissing, readErrorBody } from './read-answer.ts';
import type { ApiAnswer } from './transport.ts';

/**
 * What the server's own words mean, where its status does not say it. A `message` is matched but never printed:
 * it can quote what we sent. Wordings: recorded answers of 2024, and the contract's sections 2.2, 2.3 and 3.5.
 */

/**
 * Whether an answer refuses the token as such. Neither 401 nor 403 alone says so: servers of 2024 answer 401 for a
 * missing permission, newer ones 403 `TokenError` for an expired token, and 2024 also 500 with the JWT library's text.
 */
export function isTokenRefused(answer: ApiAnswer): boolean {
  const { error, message } = readErrorBody(answer);
  if (error === 'PermissionDenied' || isAddressRefused(answer)) return false;
  if (answer.status === 401) return true;
  if (answer.status === 403)
    return error === 'TokenError' || error === 'UnauthorizedError' || /token missing/i.test(message);
  if (answer.status === 400) return /access token number of uses limit/i.test(message);
  return answer.status === 500 && /^(jwt |invalid (token|signature|algorithm))/i.test(message);
}

/** 403 `ForbiddenError` in newer servers; those of 2024 say only `Failed to authenticate` (recorded). */
export function isAddressRefused(answer: ApiAnswer): boolean {
  const { message } = readErrorBody(answer);
  return /current IP address/i.test(message) || message === 'Failed to authenticate';
}

/** A permission is missing. Servers of 2024 say so with 401 (recorded). */
export function isAccessDenied(answer: ApiAnswer): boolean {
  const { error } = readErrorBody(answer);
  // A failed schema check was 403 then, too.
  if (answer.status === 403) return error !== 'ValidationFailure';
  return answer.status === 401 && error === 'PermissionDenied';
}

/**
 * The environment or the folder does not exist. Servers of 2024 answer 500 for an unknown environment with
 * `recursive`, and 400 in the route for one secret (both recorded).
 */
export function isFolderMissing(answer: ApiAnswer): boolean {
  const { error, message } = readErrorBody(answer);
  if (error === 'SecretPathNotFound') return true;
  if (/environment not found in project|^folder not found|^environment not found/i.test(message)) return true;
  return answer.status === 404 && !isRouteMissing(answer);
}

/** A 500 that would be the same on the next try, so that retrying it only delays the message. */
export function isLastingServerError(answer: ApiAnswer): boolean {
  return answer.status === 500 && (isTokenRefused(answer) || isFolderMissing(answer));
}
