import { expect, test } from 'vitest';
import { nearestName } from '../../src/spec/nearest-name.ts';

test.each([
  ['aply', ['apply', 'check', 'demo'], 'apply'],
  ['--jsn', ['--json', '--online'], '--json'],
  ['Environment', ['environment', 'path'], 'environment'],
  ['enviromnent', ['environment', 'path'], 'environment'],
  ['secret', ['required', 'only'], undefined],
  ['', ['apply'], undefined],
  ['x', [], undefined],
])('%s among %s is %s', (typed, known, expected) => {
  expect(nearestName(typed, known)).toBe(expected);
});
