import { Failure } from '../failure/failure.ts';
import { type ErrorBody, readErrorBody } from './read-answer.ts';
import { readRetryAfterMs } from './retry-after.ts';
import type { ApiAnswer, TransportFault } from './transport.ts';

/** The message for a request that got no complete answer. @param where request and address */
export function explainFault(fault: TransportFault, where: string, host: string): Failure {
  switch (fault.kind) {
    case 'unreachable':
      return new Failure('server-unreachable', {
        todo: `check that ${host} is up and that this host can reach it (name resolution, network, firewall, proxy)`,
        what: `${where} got no connection (${fault.reason})`,
      });
    case 'cut':
      return new Failure('server-unreachable', {
        todo: `check ${host} and what stands before it (proxy, load balancer)`,
        what: `${where} lost the connection before the answer was complete (${fault.reason})`,
      });
    case 'slow':
      return new Failure('server-slow', {
        todo: `check the load of ${host}, or raise limits.answerTimeoutMs`,
        what: `${where} got no answer in time (${fault.reason})`,
      });
    case 'out-of-time':
      return new Failure('server-slow', {
        todo: `check the load of ${host}, or raise limits.applyTimeoutMs`,
        what: `${where} was still running when the time limit of the whole apply was reached`,
      });
    case 'too-large':
      return new Failure('answer-too-large', {
        todo: 'narrow the source (path, tags) or raise limits.answerBytes',
        what: `${where} answered with more bytes than limits.answerBytes allows`,
      });
    case 'untrusted':
      return explainUntrusted(fault.reason, where, host);
  }
}

/** Certificate faults by OpenSSL's code: what is wrong and which end mends it. */
function explainUntrusted(reason: string, where: string, host: string): Failure {
  const what = `${where} got a certificate that is not trusted (${reason})`;
  switch (reason) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return new Failure('server-untrusted', {
        todo: `use the name in server.url that stands in the certificate of the server, instead of ${host}`,
        what,
      });
    case 'CERT_HAS_EXPIRED':
      return new Failure('server-untrusted', {
        todo: `renew the certificate of ${host}, or correct the clock of this host`,
        what,
      });
    case 'CERT_NOT_YET_VALID':
      return new Failure('server-untrusted', { todo: `correct the clock of this host or of ${host}`, what });
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return new Failure('server-untrusted', {
        todo: 'correct the port or the scheme in server.url',
        what: `${where} met a server that does not speak TLS (${reason})`,
      });
    default:
      return new Failure('server-untrusted', {
        todo: `set server.caFile to the certificate authority that signed the certificate of ${host}`,
        what,
      });
  }
}

/** The message for a status that was retried in vain. */
export function explainPassingStatus(answer: ApiAnswer, where: string, host: string, nowMs: number): Failure {
  const request = describeRequestId(readErrorBody(answer));
  if (answer.status === 429) {
    const waitMs = readRetryAfterMs(answer, nowMs);
    const wait = waitMs === undefined ? '' : `, which asks to wait ${Math.ceil(waitMs / 1000)} s`;
    return new Failure('rate-limited', {
      todo: 'wait, or let fewer hosts behind one address fetch at the same time (the limit counts per client address)',
      what: `${where} met the rate limit of the server (429${request})${wait}`,
    });
  }
  return new Failure('server-failing', {
    todo: `check the health and the log of ${host}`,
    what: `${where} answered ${answer.status}${request} on every try`,
  });
}

/** `, request req-…` for the server's own log, when the server named it in its usual form. */
export function describeRequestId(body: ErrorBody): string {
  return body.requestId !== undefined && /^req-[A-Za-z0-9_-]{1,40}$/.test(body.requestId)
    ? `, request ${body.requestId}`
    : '';
}

/** Cuts text of the server down to what can do no harm in a log. */
export function printable(text: string): string {
  return text.replace(/[^A-Za-z0-9 _./-]/g, '').slice(0, 60);
}
