import { expect, test } from 'vitest';
import { isLoopback, resolveServerUrl } from '../../src/spec/server-url.ts';

test.each([
  ['us', 'https://us.infisical.com/'],
  ['eu', 'https://eu.infisical.com/'],
  ['https://a.example', 'https://a.example/'],
  ['https://a.example/', 'https://a.example/'],
  ['https://a.example/api', 'https://a.example/'],
  ['https://a.example/api/', 'https://a.example/'],
  ['https://a.example:8443/api//', 'https://a.example:8443/'],
  ['https://a.example/infisical/api', 'https://a.example/infisical'],
  ['https://a.example/rapi', 'https://a.example/rapi'],
])('%s means %s', (text, expected) => {
  expect(resolveServerUrl(text).href).toBe(expected);
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['[::1]', true],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1', false],
])('%s is this machine: %s', (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});
