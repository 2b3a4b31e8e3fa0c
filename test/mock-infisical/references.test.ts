import { expect, it } from 'vitest';
import type { Dialect } from './dialect.ts';
import { expandSecret } from './secrets/references.ts';
import type { Seed } from './seed.ts';
import { createState, type StoredProject } from './state.ts';

const values: Readonly<Record<string, string>> = {
  A: 'a',
  EMPTY: '',
  DOLLARS: "$$ $& $1 $'",
  SELF: '<${SELF}>',
  X: 'x${Y}',
  Y: 'y${X}',
  LINES: 'one\ntwo',
  ...Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`D${index}`, `\${D${index + 1}}`])),
};

const place = { environment: 'prod', path: '/' };
const seed: Seed = {
  identities: [],
  projects: [
    {
      id: 'p',
      slug: 'p',
      name: 'p',
      environments: ['prod', 'dev'],
      secrets: [
        ...Object.entries(values).map(([key, value]) => ({ ...place, key, value })),
        { environment: 'dev', path: '/a/b', key: 'FAR', value: '[${NEAR}]' },
        { environment: 'dev', path: '/a/b', key: 'NEAR', value: 'near' },
      ],
    },
  ],
};

function expand(dialect: Dialect, value: string, encode = false): string {
  const state = createState(seed, {
    dialect,
    allInOne: false,
    lockout: true,
    rateLimits: {},
    now: () => 0,
    caPem: '',
  });
  const project: StoredProject | undefined = state.projects.get('p');
  const secret = project?.secrets.values().next().value;
  if (project === undefined || secret === undefined) {
    throw new Error('the seed is empty');
  }
  const access = { projectId: 'p', permission: 'read' } as const;
  const changed = { ...secret, ...place, value, skipMultilineEncoding: encode };
  return expandSecret(dialect, project, access, changed);
}

it.each<[string, string, string, string]>([
  // value, v3-2024, v4-2025, v4-2026
  ['${A}-${A}', 'a-a', 'a-a', 'a-a'],
  ['${dev.a.b.FAR}', '[near]', '[near]', '[near]'],
  ['${EMPTY}!', '!', '${EMPTY}!', '!'],
  ['${MISSING}', '', '${MISSING}', '${MISSING}'],
  ['${nosuch.KEY.X}', 'fails', '${nosuch.KEY.X}', '${nosuch.KEY.X}'],
  ['${DOLLARS}', '$ ${DOLLARS} $1 ', "$$ $& $1 $'", "$$ $& $1 $'"],
  ['${ A }', 'a', '${ A }', '${ A }'],
  ['${A:-b}', '', '${A:-b}', '${A:-b}'],
  ['$A ${} {A}', '$A ${} {A}', '$A ${} {A}', '$A ${} {A}'],
  ['${X}', 'xyxyxyxyxyx${Y}', 'xy${X}', 'xy${X}'],
  ['${D0}', '${D11}', '${D10}', '${D10}'],
])('%s', (value, ...expected) => {
  const dialects: readonly Dialect[] = ['v3-2024', 'v4-2025', 'v4-2026'];
  const expanded = dialects.map((dialect) => {
    try {
      return expand(dialect, value);
    } catch {
      return 'fails';
    }
  });
  expect(expanded).toEqual(expected);
});

it('writes line ends as \\n where the flag asks for it and something was expanded', () => {
  expect(expand('v4-2026', '${LINES}', true)).toBe('"one\\ntwo"');
  expect(expand('v4-2026', '${LINES}', false)).toBe('one\ntwo');
  expect(expand('v4-2026', 'one\ntwo', true)).toBe('one\ntwo');
});
