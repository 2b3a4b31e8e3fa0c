import { expect, test } from 'vitest';
import { toTransportFault } from '../../src/infisical/transport-fault.ts';

function systemError(code: string, cause?: Error): Error {
  return Object.assign(new Error('message with secrets'), { code }, cause === undefined ? {} : { cause });
}

test.each([
  ['ECONNREFUSED', systemError('ECONNREFUSED'), 'unreachable'],
  ['ENOTFOUND', systemError('ENOTFOUND'), 'unreachable'],
  [
    'ECONNREFUSED',
    new AggregateError([systemError('ECONNREFUSED'), systemError('ENETUNREACH')]),
    'unreachable',
  ],
  ['CERT_HAS_EXPIRED', systemError('CERT_HAS_EXPIRED'), 'untrusted'],
  ['CERT_HAS_EXPIRED', systemError('UND_ERR_SOCKET', systemError('CERT_HAS_EXPIRED')), 'untrusted'],
  ['UND_ERR_HEADERS_TIMEOUT', systemError('UND_ERR_HEADERS_TIMEOUT'), 'slow'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', systemError('UND_ERR_RES_EXCEEDED_MAX_SIZE'), 'too-large'],
  ['ECONNRESET', systemError('ECONNRESET'), 'cut'],
  ['TypeError', new TypeError('x'), 'cut'],
  ['unknown', 'a text', 'cut'],
])('%s', (reason, error, kind) => {
  expect(toTransportFault(error)).toEqual({ kind, reason });
});
