import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { addressBytes } from './address-bytes.ts';
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';

/** A certificate with its private key, both PEM. */
export interface KeyedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface CertificateAuthority {
  readonly caPem: string;
  /** Issues a server certificate for DNS names and IP addresses. */
  readonly issue: (names: readonly string[], notBefore: Date, notAfter: Date) => KeyedCertificate;
}

const dayMs = 86_400_000;

/**
 * Makes a certificate authority that exists nowhere else (EC P-256, X.509 v3 as in RFC 5280). Written by hand
 * because Node can sign but not build certificates and the mock may bundle no library.
 */
export function createCertificateAuthority(now: Date): CertificateAuthority {
  const subject = name(`mock-infisical CA ${randomBytes(4).toString('hex')}`);
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const build = (certificate: Omit<Certificate, 'issuer' | 'issuerKey' | 'issuerPublicKey'>): string =>
    encode({ ...certificate, issuer: subject, issuerKey: keys.privateKey, issuerPublicKey: keys.publicKey });
  const caPem = build({
    subject,
    publicKey: keys.publicKey,
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + 3650 * dayMs),
    extensions: [
      extension('2.5.29.19', sequence(boolean(true)), true),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', bitString(Buffer.from([0x06]), 1), true),
    ],
  });
  return {
    caPem,
    issue(names, notBefore, notAfter) {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const certificatePem = build({
        subject: name(names[0] ?? 'mock-infisical'),
        publicKey: leaf.publicKey,
        notBefore,
        notAfter,
        extensions: [
          extension('2.5.29.19', sequence(), true),
          // digitalSignature.
          extension('2.5.29.15', bitString(Buffer.from([0x80]), 7), true),
          // serverAuth.
          extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
          extension('2.5.29.17', sequence(...names.map(alternativeName))),
        ],
      });
      return { certificatePem, keyPem: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

interface Certificate {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
  readonly issuer: Buffer;
  readonly issuerKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
}

function encode(certificate: Certificate): string {
  // ecdsa-with-SHA256.
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
  const body = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(randomSerial()),
    algorithm,
    certificate.issuer,
    sequence(time(certificate.notBefore), time(certificate.notAfter)),
    certificate.subject,
    keyInfo(certificate.publicKey),
    context(
      3,
      sequence(
        ...certificate.extensions,
        extension('2.5.29.14', octetString(keyIdentifier(certificate.publicKey))),
        extension('2.5.29.35', sequence(contextPrimitive(0, keyIdentifier(certificate.issuerPublicKey)))),
      ),
    ),
  );
  const signature = sign('sha256', body, certificate.issuerKey);
  const der = sequence(body, algorithm, bitString(signature)).toString('base64');
  const lines = der.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Positive and never 0, as RFC 5280 section 4.1.2.2 wants it. */
function randomSerial(): Buffer {
  return Buffer.concat([Buffer.from([1]), randomBytes(15)]);
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

function alternativeName(text: string): Buffer {
  return isIP(text) === 0 ? contextPrimitive(2, Buffer.from(text)) : contextPrimitive(7, addressBytes(text));
}

function extension(identifier: string, value: Buffer, critical = false): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [boolean(true)] : []), octetString(value));
}

function keyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** SHA-1 of the public point, RFC 5280 section 4.2.1.2; the point is the last 65 bytes of a P-256 key. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1').update(keyInfo(key).subarray(-65)).digest();
}
