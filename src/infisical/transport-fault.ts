import type { TransportFault } from './transport.ts';

type FaultKind = TransportFault['kind'];

/**
 * Codes of Node, OpenSSL and undici by what they mean for us. Certificate codes: `man verify`; the others:
 * libuv's errno names and undici's error list.
 */
const kindOfCode: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EAI_FAIL: 'unreachable',
  EAI_NODATA: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  ERR_SSL_WRONG_VERSION_NUMBER: 'untrusted',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'untrusted',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  CERT_HAS_EXPIRED: 'untrusted',
  CERT_NOT_YET_VALID: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  HOSTNAME_MISMATCH: 'untrusted',
  INVALID_CA: 'untrusted',
  UND_ERR_HEADERS_TIMEOUT: 'slow',
  UND_ERR_BODY_TIMEOUT: 'slow',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
};

/**
 * Sorts an error of the HTTP client. What is not in the table (reset, end of stream, broken HTTP) counts as
 * a connection that was cut, which is worth another try.
 */
export function toTransportFault(error: unknown): TransportFault {
  const code = findCode(error);
  return { kind: kindOfCode[code] ?? 'cut', reason: code };
}

/** The most telling code in an error, its causes, and the members of an aggregate (one per address tried). */
function findCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof AggregateError && error.errors.length > 0) return findCode(error.errors[0]);
  if (error.cause instanceof Error) return findCode(error.cause);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
