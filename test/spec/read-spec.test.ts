import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { parseSpec } from '../../src/spec/read-spec.ts';

const valid = {
  version: 1,
  name: 'app',
  server: { url: 'https://infisical.example.com' },
  credentials: { clientIdFile: '/run/secrets/id', clientSecretFile: '/run/secrets/secret' },
  sources: [{ projectId: 'project', environment: 'prod' }],
  outputs: { env: { format: 'systemd-env', path: '/run/app/env' } },
};

/** The message and its details, as the operator reads them. */
function refusal(document: unknown): { code: string; lines: string[] } {
  try {
    parseSpec(typeof document === 'string' ? document : JSON.stringify(document), 'app.json');
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, lines: [error.message, ...error.details] };
    throw error;
  }
  throw new Error('the spec was accepted');
}

const withOutput = (fields: object) => ({ ...valid, outputs: { env: { ...valid.outputs.env, ...fields } } });
const withSource = (fields: object) => ({ ...valid, sources: [{ ...valid.sources[0], ...fields }] });
const withCredentials = (fields: object) => ({ ...valid, credentials: { ...valid.credentials, ...fields } });

describe('a mistake names the JSON path, what was found and what is expected', () => {
  const modeExpected = 'expected three or four octal digits such as "0400"';
  const cases: [name: string, document: unknown, path: string, found: string, expected: RegExp | string][] = [
    ['a version of the future', { ...valid, version: 2 }, 'version', 'found 2', 'expected 1'],
    ['no name', { ...valid, name: undefined }, 'name', 'found nothing', 'expected a text'],
    ['a name with a slash', { ...valid, name: 'a/b' }, 'name', 'found "a/b"', /expected a name of letters/],
    [
      'an address without a scheme',
      { ...valid, server: { url: 'infisical.example.com' } },
      'server.url',
      'found "infisical.example.com"',
      /expected an address such as "https:/,
    ],
    ['an unknown region', { ...valid, server: { url: 'uk' } }, 'server.url', 'found "uk"', /"us" or "eu"/],
    [
      'plain http',
      { ...valid, server: { url: 'http://10.0.0.1:8080' } },
      'server.url',
      'found "http://10.0.0.1:8080"',
      /expected an address with https:.*server\.allowPlainHttp/,
    ],
    [
      'a password in the address',
      { ...valid, server: { url: 'https://a:b@c.example' } },
      'server.url',
      'found',
      /expected an address/,
    ],
    [
      'a relative credential path',
      withCredentials({ clientIdFile: 'secrets/id' }),
      'credentials.clientIdFile',
      'found a text of 10 characters',
      /an absolute path, or the name of a systemd credential/,
    ],
    [
      'a credential in the store',
      withCredentials({ clientIdFile: '/nix/store/abc-id' }),
      'credentials.clientIdFile',
      'found a text of 17 characters',
      /outside \/nix\/store/,
    ],
    ['no source', { ...valid, sources: [] }, 'sources', 'found an empty list', 'expected at least 1 entry'],
    [
      'an environment by its display name',
      withSource({ environment: 'My Production' }),
      'sources[0].environment',
      'found "My Production"',
      /the slug of an environment/,
    ],
    [
      'a path without a slash',
      withSource({ path: 'app' }),
      'sources[0].path',
      'found "app"',
      /a folder such as "\/"/,
    ],
    [
      'a path with a final slash',
      withSource({ path: '/app/' }),
      'sources[0].path',
      'found "/app/"',
      /without a final/,
    ],
    [
      'a flag as a text',
      withSource({ recursive: 'yes' }),
      'sources[0].recursive',
      'found "yes"',
      'expected true or false',
    ],
    [
      'an unknown way with references',
      withSource({ references: 'no' }),
      'sources[0].references',
      'found "no"',
      'expected "expand" or "require" or "literal"',
    ],
    [
      'an unknown format',
      withOutput({ format: 'env' }),
      'outputs.env.format',
      'found "env"',
      /one of "container-env", "systemd-env"/,
    ],
    [
      'a relative output path',
      withOutput({ path: 'env' }),
      'outputs.env.path',
      'found "env"',
      /expected an absolute path/,
    ],
    [
      'an output path with ..',
      withOutput({ path: '/run/app/../env' }),
      'outputs.env.path',
      'found "/run/app/../env"',
      /without "\.\."/,
    ],
    [
      'an output in the store',
      withOutput({ path: '/nix/store/x/env' }),
      'outputs.env.path',
      'found "/nix/store/x/env"',
      /outside \/nix\/store/,
    ],
    [
      'a mode that is no octal number',
      withOutput({ mode: '0999' }),
      'outputs.env.mode',
      'found "0999"',
      modeExpected,
    ],
    ['a mode as a number', withOutput({ mode: 400 }), 'outputs.env.mode', 'found 400', 'expected a text'],
    ['a mode for everybody', withOutput({ mode: '0444' }), 'outputs.env.mode', 'found "0444"', /ends in 0/],
    [
      'an owner with a colon',
      withOutput({ owner: 'a:b' }),
      'outputs.env.owner',
      'found "a:b"',
      /the name or number of a user/,
    ],
    ['no output', { ...valid, outputs: {} }, 'outputs', 'found no output', 'expected at least one output'],
    [
      'two templates',
      withOutput({ format: 'template', template: '', templateFile: '/t' }),
      'outputs.env',
      'found two templates',
      /either template or templateFile/,
    ],
    [
      'no template',
      withOutput({ format: 'template' }),
      'outputs.env',
      'found no template',
      /either template or templateFile/,
    ],
    [
      'a time of nothing',
      { ...valid, limits: { connectTimeoutMs: 0 } },
      'limits.connectTimeoutMs',
      'found 0',
      'expected at least 1',
    ],
    [
      'a time in text',
      { ...valid, limits: { applyTimeoutMs: '90s' } },
      'limits.applyTimeoutMs',
      'found "90s"',
      'expected a number',
    ],
    [
      'two keys renamed to one',
      { ...valid, keys: { rename: { A: 'X', B: 'X' } } },
      'keys.rename.B',
      'found "X"',
      'another name than that of "A"',
    ],
  ];

  test.each(cases)('%s', (_name, document, path, found, expected) => {
    const { code, lines } = refusal(document);
    expect(code).toBe('spec-invalid');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`Correct ${path} in the spec app.json: ${found}`);
    expect(lines[0]).toMatch(expected);
  });
});

describe('an unknown key is refused with the nearest known name', () => {
  const cases: [name: string, document: unknown, line: string][] = [
    [
      'at the top',
      { ...valid, output: {} },
      'Correct output in the spec app.json: found an unknown key, expected "outputs"',
    ],
    [
      'in a source',
      withSource({ enviroment: 'x' }),
      'Correct sources[0].enviroment in the spec app.json: found an unknown key, expected "environment"',
    ],
    [
      'in an output of this format',
      withOutput({ templateFil: '/x', format: 'template', template: '' }),
      'Correct outputs.env.templateFil in the spec app.json: found an unknown key, expected "templateFile"',
    ],
    [
      'of another format',
      withOutput({ templateFile: '/x' }),
      'Correct outputs.env.templateFile in the spec app.json: found an unknown key, expected one of format, path, owner, group, mode, only, except',
    ],
    [
      'behind a default',
      { ...valid, limits: { applyTimeout: 1 } },
      'Correct limits.applyTimeout in the spec app.json: found an unknown key, expected "applyTimeoutMs"',
    ],
    [
      'that is near to nothing',
      { ...valid, zzzzzzzzzz: 1 },
      'Correct zzzzzzzzzz in the spec app.json: found an unknown key, expected one of version, name',
    ],
  ];

  test.each(cases)('%s', (_name, document, line) => {
    expect(refusal(document).lines[0]).toContain(line);
  });

  test('the value of an unknown key is not shown, because it may be a secret in the wrong place', () => {
    const { lines } = refusal(withCredentials({ clientSecret: 'the-secret-itself' }));
    expect(lines.join('\n')).toContain('credentials.clientSecret');
    expect(lines.join('\n')).toContain('"clientSecretFile"');
    expect(lines.join('\n')).not.toContain('the-secret-itself');
  });

  test('nor is a text where a credential file should be named', () => {
    const { lines } = refusal(withCredentials({ clientSecretFile: 'the secret itself' }));
    expect(lines.join('\n')).not.toContain('the secret itself');
  });
});

describe('several mistakes', () => {
  test('are listed together, one a line', () => {
    const { lines } = refusal({ ...valid, version: 3, name: '', output: {} });
    expect(lines).toEqual([
      'Correct the spec app.json: it has 3 mistakes.',
      'version: found 3, expected 1',
      expect.stringMatching(/^name: found "", expected a name/),
      expect.stringMatching(/^output: found an unknown key, expected "outputs"/),
    ]);
  });
});

describe('two outputs that would write one file are refused', () => {
  const cases: [name: string, outputs: Record<string, object>, path: string][] = [
    [
      'the same path',
      { a: { format: 'json', path: '/run/x' }, b: { format: 'shell', path: '/run/x' } },
      'outputs.b.path',
    ],
    [
      'a companion',
      { a: { format: 'container-env', path: '/run/x' }, b: { format: 'json', path: '/run/x.systemd' } },
      'outputs.b.path',
    ],
    [
      'a file in a directory of files',
      { a: { format: 'files', path: '/run/d' }, b: { format: 'json', path: '/run/d/x' } },
      'outputs.b.path',
    ],
    [
      'a path as its own companion',
      { a: { format: 'container-env', path: '/run/x', companionPath: '/run/x' } },
      'outputs.a.companionPath',
    ],
  ];
  test.each(cases)('%s', (_name, outputs, path) => {
    expect(refusal({ ...valid, outputs }).lines[0]).toContain(`Correct ${path} in the spec`);
  });
});

describe('a text that is no JSON', () => {
  test.each([
    ['a missing brace', '{\n"version": 1,\n', 'app.json is not valid JSON'],
    ['a secret on the broken line', '{\n"a": "hunter2" "b"}', 'app.json is not valid JSON (line 2)'],
  ])('%s', (_name, text, what) => {
    const { code, lines } = refusal(text);
    expect(code).toBe('spec-unreadable');
    expect(lines[0]).toContain(what);
    expect(lines[0]).not.toContain('hunter2');
  });
});

describe('defaults', () => {
  test('are filled in, so that nothing after this needs to know them', () => {
    const spec = parseSpec(JSON.stringify({ ...valid, server: {} }), 'app.json');
    expect(spec.server).toEqual({ url: 'us', allowPlainHttp: false });
    expect(spec.sources[0]).toEqual({
      projectId: 'project',
      environment: 'prod',
      path: '/',
      recursive: false,
      imports: true,
      references: 'expand',
      tags: [],
      allowEmpty: false,
    });
    expect(spec.outputs['env']).toEqual({
      format: 'systemd-env',
      path: '/run/app/env',
      mode: '0400',
      except: [],
    });
    expect(spec.keys).toEqual({ required: [], except: [], rename: {}, prefix: '' });
    expect(spec.limits.applyTimeoutMs).toBeLessThan(120_000);
  });

  test.each([
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:1/api',
    'us',
    'eu',
    'https://a.example/api/',
  ])('the address %s needs no permission for plain http', (url) => {
    expect(parseSpec(JSON.stringify({ ...valid, server: { url } }), 'x').server.url).toBe(url);
  });
});
