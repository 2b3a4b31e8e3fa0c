import { createHmac } from 'node:crypto';
import { isRecord } from '../is-record.ts';

/** Why a token is no valid JWT, in the words of the library that the real server uses (recorded: 172 to 179). */
export type JwtFault =
  | 'jwt must be provided'
  | 'jwt malformed'
  | 'invalid token'
  | 'invalid signature'
  | 'jwt expired';

export type JwtCheck =
  | { readonly valid: true; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly valid: false; readonly fault: JwtFault };

/** Signs a payload (HS256). `exp` and `iat` are seconds and the caller's business. */
export function signJwt(payload: Readonly<Record<string, unknown>>, key: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${signature(signed, key)}`;
}

/** Checks form, signature and expiry, in this order. */
export function checkJwt(text: string, key: string, nowMs: number): JwtCheck {
  if (text === '') {
    return { valid: false, fault: 'jwt must be provided' };
  }
  const [header, body, given, ...more] = text.split('.');
  if (header === undefined || body === undefined || given === undefined || more.length > 0) {
    return { valid: false, fault: 'jwt malformed' };
  }
  const payload = decode(body);
  if (decode(header) === null || payload === null) {
    return { valid: false, fault: 'invalid token' };
  }
  if (given !== signature(`${header}.${body}`, key)) {
    return { valid: false, fault: 'invalid signature' };
  }
  const expiry = payload['exp'];
  if (typeof expiry === 'number' && nowMs >= expiry * 1000) {
    return { valid: false, fault: 'jwt expired' };
  }
  return { valid: true, payload };
}

function encode(value: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Readonly<Record<string, unknown>> | null {
  if (!/^[\w-]+$/.test(part)) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function signature(signed: string, key: string): string {
  return createHmac('sha256', key).update(signed).digest('base64url');
}
