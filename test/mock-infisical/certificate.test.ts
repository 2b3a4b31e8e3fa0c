import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressBytes } from './address-bytes.ts';
import { createCertificateAuthority } from './certificate.ts';
import { integer, objectIdentifier, octetString, time } from './der.ts';
import { startMockInfisical, type TlsMode } from './mock-infisical.ts';
import { send } from './testing/send.ts';

const now = new Date('2026-11-20T12:00:00Z');
const later = new Date('2027-11-20T12:00:00Z');

describe('DER', () => {
  it.each<[string, Buffer, string]>([
    ['integer below 128', integer(Buffer.from([5])), '020105'],
    ['integer with the sign bit', integer(Buffer.from([0x80])), '02020080'],
    ['integer with zeros in front', integer(Buffer.from([0, 0, 1])), '020101'],
    ['identifier', objectIdentifier('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['time until 2049', time(now), `170d${Buffer.from('261120120000Z').toString('hex')}`],
    [
      'time from 2050',
      time(new Date('2050-01-01T00:00:00Z')),
      `180f${Buffer.from('20500101000000Z').toString('hex')}`,
    ],
    ['length of one byte', octetString(Buffer.alloc(127)).subarray(0, 3), '047f00'],
    ['length of two bytes', octetString(Buffer.alloc(128)).subarray(0, 4), '04818000'],
    ['length of three bytes', octetString(Buffer.alloc(256)).subarray(0, 5), '0482010000'],
  ])('%s', (_, der, hex) => {
    expect(der.toString('hex')).toBe(hex);
  });
});

it.each([
  ['192.0.2.1', 'c0000201'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:db8::a:1', '20010db80000000000000000000a0001'],
  ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
])('bytes of %s', (address, hex) => {
  expect(addressBytes(address).toString('hex')).toBe(hex);
});

describe('certificate', () => {
  const authority = createCertificateAuthority(now);
  const names = ['localhost', 'infisical.test', '127.0.0.1', '::1'];
  const leaf = new X509Certificate(authority.issue(names, now, later).certificatePem);

  it('is one of the authority, for its names and no other', () => {
    const ca = new X509Certificate(authority.caPem);
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey) && ca.verify(ca.publicKey)).toBe(true);
    expect(names.map((name) => leaf.checkHost(name) ?? leaf.checkIP(name))).toEqual(names);
    expect([leaf.checkHost('other.test'), leaf.checkIP('127.0.0.2')]).toEqual([undefined, undefined]);
    expect([leaf.validFromDate, leaf.validToDate]).toEqual([now, later]);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('has a serial number of its own', () => {
    const other = new X509Certificate(authority.issue(names, now, later).certificatePem);
    expect(other.serialNumber).not.toBe(leaf.serialNumber);
  });

  it('satisfies openssl', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-infisical-'));
    try {
      writeFileSync(join(folder, 'ca.pem'), authority.caPem);
      writeFileSync(join(folder, 'leaf.pem'), leaf.toString());
      const moment = String(Math.floor(now.getTime() / 1000) + 60);
      const strict = ['verify', '-x509_strict', '-purpose', 'sslserver', '-attime', moment];
      const files = ['-verify_hostname', 'infisical.test', '-CAfile', 'ca.pem', 'leaf.pem'];
      expect(execFileSync('openssl', [...strict, ...files], { cwd: folder }).toString()).toBe(
        'leaf.pem: OK\n',
      );
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        context.skip('openssl is not installed');
      }
      throw error;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('handshake', () => {
  it.each<[TlsMode, string, string, string]>([
    ['trusted', 'localhost', 'its own', 'status 200'],
    ['trusted', '127.0.0.1', 'its own', 'status 200'],
    ['trusted', 'localhost', 'none', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['wrong-name', 'localhost', 'its own', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', 'localhost', 'its own', 'CERT_HAS_EXPIRED'],
  ])('%s, asked as %s, trusting %s: %s', async (tls, name, trusted, expected) => {
    const mock = await startMockInfisical({ tls });
    try {
      const base = mock.url.replace('localhost', name);
      const options = trusted === 'none' ? {} : { ca: mock.caPem };
      const outcome = await send(base, '/api/status', options).then(
        ({ status }) => `status ${status}`,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
      expect(outcome).toBe(expected);
    } finally {
      await mock.close();
    }
  });
});
