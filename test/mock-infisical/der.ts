/**
 * The few forms of DER (ITU-T X.690) that a certificate is made of. Each function gives the whole encoding of
 * one value.
 */
export function sequence(...members: readonly Uint8Array[]): Buffer {
  return tagged(0x30, Buffer.concat(members));
}

export function set(...members: readonly Uint8Array[]): Buffer {
  return tagged(0x31, Buffer.concat(members));
}

/** A whole number not below 0, given as bytes with the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  const significant = bytes.subarray(
    Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0),
    ),
  );
  // The highest bit is the sign.
  const sign = (significant[0] ?? 0) >= 0x80 ? [0] : [];
  return tagged(0x02, Buffer.from([...sign, ...significant]));
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

/** `unusedBits`: how many of the last byte's bits do not count. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

export function octetString(bytes: Uint8Array): Buffer {
  return tagged(0x04, bytes);
}

export function utf8String(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

/** An object identifier in dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime up to 2049, GeneralizedTime from 2050, as RFC 5280 section 4.1.2.5 wants it. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

/** `[number] EXPLICIT`, or IMPLICIT over something constructed. */
export function context(number: number, content: Uint8Array): Buffer {
  return tagged(0xa0 + number, content);
}

/** `[number] IMPLICIT` over something primitive. */
export function contextPrimitive(number: number, content: Uint8Array): Buffer {
  return tagged(0x80 + number, content);
}

function tagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content]);
}

function length(bytes: number): readonly number[] {
  if (bytes < 0x80) {
    return [bytes];
  }
  return bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) {
    digits.unshift((rest & 0x7f) | 0x80);
  }
  return digits;
}
