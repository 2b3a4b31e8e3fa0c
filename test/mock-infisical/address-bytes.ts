import { isIPv4 } from 'node:net';

/** The 4 or 16 bytes of an IP address in text form. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) {
    return Buffer.from(address.split('.').map(Number));
  }
  const [left = '', right] = address.split('%')[0]?.split('::') ?? [];
  const head = groups(left);
  const tail = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return Buffer.from([...head, ...zeros, ...tail].flatMap((group) => [group >> 8, group & 0xff]));
}

function groups(text: string): readonly number[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (isIPv4(group) ? ipv4Groups(group) : [Number.parseInt(group, 16)]));
}

function ipv4Groups(address: string): readonly number[] {
  const bytes = addressBytes(address);
  return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
}
