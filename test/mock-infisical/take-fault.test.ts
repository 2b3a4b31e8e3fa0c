import { expect, it } from 'vitest';
import { type Fault, type FaultKind, takeFault } from './faults.ts';

const one: FaultKind = { type: 'hang' };
const two: FaultKind = { type: 'reset' };
const locked: FaultKind = { type: 'locked' };
const list = { method: 'GET', url: '/api/v4/secrets?projectId=p' };
const login = { method: 'POST', url: '/api/v1/auth/universal-auth/login' };

it.each<[string, readonly Fault[], typeof list, readonly (FaultKind | null)[]]>([
  ['none', [], list, [null, null, null]],
  ['for ever', [{ kind: one }], list, [one, one, one]],
  ['times', [{ kind: one, times: 2 }], list, [one, one, null]],
  ['after', [{ kind: one, after: 2 }], list, [null, null, one]],
  ['after and times', [{ kind: one, after: 1, times: 1 }], list, [null, one, null]],
  [
    'one after the other',
    [
      { kind: one, times: 1 },
      { kind: two, times: 1 },
    ],
    list,
    [one, two, null],
  ],
  ['another method', [{ kind: one, match: { method: 'POST' } }], list, [null, null, null]],
  ['method in lower case', [{ kind: one, match: { method: 'get' } }], list, [one, one, one]],
  ['path', [{ kind: one, match: { pathPrefix: '/api/v4' } }], list, [one, one, one]],
  ['another path', [{ kind: one, match: { pathPrefix: '/api/v3' } }], list, [null, null, null]],
  ['locked, a login', [{ kind: locked }], login, [locked, locked, locked]],
  ['locked, no login', [{ kind: locked }], list, [null, null, null]],
])('%s', (_, faults, request, expected) => {
  const active = faults.map((fault) => ({ fault, seen: 0 }));
  expect(expected.map(() => takeFault(active, request))).toEqual(expected);
});
