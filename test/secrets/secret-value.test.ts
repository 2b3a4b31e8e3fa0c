import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { SecretValue } from '../../src/secrets/secret-value.ts';

const box = new SecretValue('hunter2');

test.each<[name: string, text: string]>([
  ['a template', `${box}`],
  ['concatenation', 'a '.concat(String(box))],
  ['String', String(box)],
  ['JSON', JSON.stringify({ box })],
  ['console', inspect(box)],
  ['console, deep', inspect({ a: [{ box }] }, { depth: 9, showHidden: true })],
  ['an array', [box].join()],
  ['its keys', JSON.stringify(Object.entries(box))],
  ['an error', new Error(`${box}`).message],
])('%s does not show it', (_name, text) => {
  expect(text).not.toContain('hunter2');
});

test('only reveal gives it', () => {
  expect(box.reveal()).toBe('hunter2');
});
