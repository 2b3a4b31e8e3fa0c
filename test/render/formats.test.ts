import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { renderOutputs } from '../../src/render/render.ts';
import type { OutputSpec } from '../../src/spec/schema.ts';
import { makeOutput } from '../support/outputs.ts';
import { secret } from '../support/random-secret-sets.ts';

/** What a format writes for one secret: its files, joined by a line of dashes. */
function written(format: OutputSpec['format'], key: string, value: string): string {
  const [rendered] = renderOutputs([secret(key, value)], { out: makeOutput(format) }, new Map());
  return (rendered?.files ?? []).map(({ content }) => content.toString()).join('---\n');
}

/** The details of a refusal: one line a key. */
function refused(format: OutputSpec['format'], key: string, value: string): string {
  try {
    written(format, key, value);
  } catch (error) {
    if (error instanceof Failure && error.code === 'secret-undeliverable') return error.details.join('\n');
    throw error;
  }
  return 'accepted';
}

describe('container-env: verbatim lines, and what spans lines by way of the companion', () => {
  test.each([
    ['a plain value', 'a', 'K=a\n---\n'],
    ['nothing', '', 'K=\n---\n'],
    ['quotes stay quotes', `"a" 'b'`, `K="a" 'b'\n---\n`],
    ['backslashes, dollars and hashes are data', 'a\\n $B #c', 'K=a\\n $B #c\n---\n'],
    ['outer blanks are data', '  a\t', 'K=  a\t\n---\n'],
    ['one CR at the end is dropped by the engines, so there are two', 'a\r', 'K=a\r\r\n---\n'],
    ['a newline goes to the companion', 'a\nb', 'K\n---\nK="a\nb"\n'],
    [
      'a PEM',
      '-----BEGIN X-----\nAT4=\n-----END X-----\n',
      'K\n---\nK="-----BEGIN X-----\nAT4=\n-----END X-----\n"\n',
    ],
    ['quotes and dollars in the companion', 'a\n"$`\\', 'K\n---\nK="a\n\\"\\$\\`\\\\"\n'],
  ])('%s', (_name, value, expected) => {
    expect(written('container-env', 'K', value)).toBe(expected);
  });

  test('a line longer than the engines read goes to the companion', () => {
    const fits = 'x'.repeat(65_535 - 2);
    expect(written('container-env', 'K', fits)).toBe(`K=${fits}\n---\n`);
    expect(written('container-env', 'K', `${fits}x`)).toBe(`K\n---\nK="${fits}x"\n`);
  });

  test('a secret on the line may have any name, on the way through the engine it may not', () => {
    expect(written('container-env', 'BASH_ENV', '$(id)')).toBe('BASH_ENV=$(id)\n---\n');
    expect(refused('container-env', 'BASH_ENV', '$(id)\n')).toMatch(
      /^"BASH_ENV": the container engine on the host obeys/,
    );
    expect(refused('container-env', 'DOCKER_HOST', 'a\nb')).toMatch(/container engine/);
    expect(refused('container-env', 'https_proxy', 'a\nb')).toMatch(/container engine/);
  });

  test('a companion that systemd would refuse as a whole is refused by key', () => {
    expect(written('container-env', 'K', 'a\ufdd0b')).toBe('K=a\ufdd0b\n---\n');
    expect(refused('container-env', 'K', 'a\n\ufdd0b')).toMatch(
      /^"K": the value holds a Unicode noncharacter/,
    );
  });
});

describe('systemd-env', () => {
  test.each([
    ['a plain value', 'a', 'K="a"\n'],
    ['nothing', '', 'K=""\n'],
    ['what the grammar needs escaped', 'a"b\\c$d`e', 'K="a\\"b\\\\c\\$d\\`e"\n'],
    ['newlines stand for themselves', 'a\nb\r\n', 'K="a\nb\r\n"\n'],
    ['single quotes and hashes', "it's #1", 'K="it\'s #1"\n'],
  ])('%s', (_name, value, expected) => {
    expect(written('systemd-env', 'K', value)).toBe(expected);
  });

  test.each([
    'PATH',
    'LD_PRELOAD',
    'BASH_ENV',
    'NOTIFY_SOCKET',
    'CREDENTIALS_DIRECTORY',
    'IFS',
    'LISTEN_FDS',
    'INVOCATION_ID',
    'HOME',
  ])('%s would change how the unit starts', (name) => {
    expect(refused('systemd-env', name, 'x')).toMatch(/the loader, shell or service manager/);
  });

  test.each(['DATABASE_PATH', 'HOMEPAGE', 'DOCKER_HOST', 'HTTP_PROXY', 'MY_LD_PRELOAD'])(
    '%s is a name like any other',
    (name) => {
      expect(refused('systemd-env', name, 'x')).toBe('accepted');
    },
  );
});

describe('shell', () => {
  test.each([
    ['a plain value', 'a', "K='a'\n"],
    ['a quote closes, stands escaped and opens again', "it's", "K='it'\\''s'\n"],
    ['nothing is code', '$(id) `id` ; & \n rm', "K='$(id) `id` ; & \n rm'\n"],
  ])('%s', (_name, value, expected) => {
    expect(written('shell', 'K', value)).toBe(expected);
  });
  test.each(['PATH', 'IFS', 'PS4', 'UID', 'LD_AUDIT', 'RANDOM'])('%s is refused', (name) => {
    expect(refused('shell', name, 'x')).toMatch(/a shell changes or obeys/);
  });
});

describe('dotenv: the first quoting that does not occur in the value', () => {
  test.each([
    ['a plain value', 'a', "K='a'\n"],
    ['a single quote', "it's", "K=`it's`\n"],
    ['a single quote and a backtick', "it's `x`", 'K="it\'s `x`"\n'],
    ['all three quotes, on one line', `it's "x" \`y\``, `K=it's "x" \`y\`\n`],
    ['newlines', 'a\nb', "K='a\nb'\n"],
    ['a CR can only be written in double quotes', 'a\rb', 'K="a\\rb"\n'],
  ])('%s', (_name, value, expected) => {
    expect(written('dotenv', 'K', value)).toBe(expected);
  });
  test.each([
    ['all three quotes and a newline', `'"\``.concat('\n')],
    ['all three quotes and a line separator', `a'\u2028"\``],
    ['all three quotes and a hash', `a'"\`#`],
    ['a final backslash, where it must be quoted', ' a\\'],
    ['a CR and a double quote', 'a\r"'],
  ])('%s cannot be written', (_name, value) => {
    expect(refused('dotenv', 'K', value)).toMatch(/^"K": the value mixes quotes.*can be carried by .*json/);
  });
});

describe('json', () => {
  test('one key a line, sorted by whoever calls', () => {
    const [rendered] = renderOutputs(
      [secret('A', '1'), secret('B', 'x\ny')],
      { out: makeOutput('json') },
      new Map(),
    );
    expect(rendered?.files[0]?.content.toString()).toBe('{\n  "A": "1",\n  "B": "x\\ny"\n}\n');
  });
  test('nothing is an object', () => {
    const [rendered] = renderOutputs([], { out: makeOutput('json') }, new Map());
    expect(rendered?.files[0]?.content.toString()).toBe('{}\n');
  });
  test('__proto__ is a member', () => {
    const document: unknown = JSON.parse(written('json', '__proto__', 'x'));
    expect(Object.entries(document ?? {})).toEqual([['__proto__', 'x']]);
  });
});

describe('files', () => {
  test('the bytes alone', () => {
    const [rendered] = renderOutputs(
      [secret('tls.crt', 'a\n'), secret('EMPTY', '')],
      { out: makeOutput('files') },
      new Map(),
    );
    expect(rendered?.files.map(({ path, content }) => [path, content.toString()])).toEqual([
      ['/run/out/tls.crt', 'a\n'],
      ['/run/out/EMPTY', ''],
    ]);
  });
  test.each([
    '',
    '.',
    '..',
    '.hidden',
    'a/b',
    '../etc/passwd',
    'a\nb',
    'a\0b',
    '/etc/passwd',
    '.infisical-fetch',
    'a\ud800',
  ])('the name %j is no name for a file of ours', (name) => {
    expect(refused('files', name, 'x')).toMatch(/the name cannot be the name of a file/);
  });
  test('a name that is too long', () => {
    expect(refused('files', 'x'.repeat(240), 'x')).toBe('accepted');
    expect(refused('files', 'x'.repeat(260), 'x')).toMatch(/longer than a file name may be/);
  });
});

describe('every environment format refuses what no environment can hold, and says what can', () => {
  const formats = ['container-env', 'systemd-env', 'shell', 'dotenv'] as const;
  const cases: [name: string, key: string, value: string, expected: RegExp][] = [
    ['NUL', 'K', 'a\0b', /^"K": the value holds a NUL character; can be carried by .*json, files\.$/],
    [
      'half a surrogate pair',
      'K',
      'a\ud800b',
      /^"K": the value holds half of a surrogate pair.*; can be carried by json\.$/,
    ],
    [
      'a dash in the name',
      'A-B',
      'x',
      /^"A-B": the name is not made of letters.*; can be carried by json, files\.$/,
    ],
    ['a digit first', '1A', 'x', /^"1A": the name is not/],
    ['an equals sign', 'A=B', 'x', /^"A=B": the name is not/],
    ['a newline in the name', 'A\nB', 'x', /^"A\\nB": the name is not.*; can be carried by json\.$/],
    ['no name', '', 'x', /^"": the name is not/],
    ['a name with umlauts', 'ÜMLAUT', 'x', /^"ÜMLAUT": the name is not/],
    [
      'more bytes than the kernel takes',
      'K',
      'x'.repeat(131_070),
      /^"K": name and value together are longer/,
    ],
  ];
  test.each(formats.flatMap((format) => cases.map(([name, ...rest]) => [format, name, ...rest] as const)))(
    '%s: %s',
    (format, _name, key, value, expected) => {
      expect(refused(format, key, value)).toMatch(expected);
    },
  );
  test.each(formats)('%s carries the longest variable there is', (format) => {
    expect(refused(format, 'K', 'x'.repeat(131_069))).toBe('accepted');
  });
});

test('several outputs are refused in one message, and nothing is rendered', () => {
  const outputs = { env: makeOutput('systemd-env'), dotenv: makeOutput('dotenv'), json: makeOutput('json') };
  expect(() => renderOutputs([secret('A-B', 'x'), secret('C', 'a\0')], outputs, new Map())).toThrow(
    /outputs\.env \(systemd-env\) and outputs\.dotenv \(dotenv\) cannot carry them/,
  );
});

test('an environment that Linux may refuse as a whole is a warning, a file is not', () => {
  const large = Array.from({ length: 16 }, (_, index) => secret(`K${index}`, 'x'.repeat(125_000)));
  const outputs = { env: makeOutput('systemd-env'), json: makeOutput('json') };
  const [env, json] = renderOutputs(large, outputs, new Map());
  expect(env?.warnings).toEqual([expect.stringMatching(/^The variables of outputs\.env take 1\.9 MiB/)]);
  expect(json?.warnings).toEqual([]);
  expect(renderOutputs(large.slice(1), outputs, new Map())[0]?.warnings).toEqual([]);
});

test('an output takes the keys it selects', () => {
  const outputs = { a: makeOutput('json', { only: ['A*'] }), b: makeOutput('json', { except: ['A*'] }) };
  const rendered = renderOutputs([secret('A1', ''), secret('A-2', ''), secret('B', '')], outputs, new Map());
  expect(rendered.map(({ keys }) => keys)).toEqual([['A1', 'A-2'], ['B']]);
});
