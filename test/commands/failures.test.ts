import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type MockOptions, manySecretsSeed } from '../mock-infisical/mock-infisical.ts';
import { type App, appSeed, makeApp, makeSpec } from '../support/app.ts';
import { outputNames, plantOldOutputs, snapshot } from '../support/planted-outputs.ts';

/**
 * The built program against a mock over TLS, one failure a row: exit status, first sentence, and the old outputs, which
 * stay as they are to the inode. Every value on the server is marked, and a run that shows one fails (see app.ts).
 */

const login = '/api/v1/auth/universal-auth/login';
const list = '/api/v4/secrets';

interface Row {
  readonly name: string;
  readonly mock?: MockOptions;
  readonly spec?: (app: { directory: string }) => Record<string, unknown>;
  readonly before?: (app: App) => void | Promise<void>;
  readonly status: number;
  readonly code: string;
  readonly message: RegExp;
  /** How often the login was sent; a refused one is sent once. */
  readonly logins?: number;
}

const identity = appSeed.identities[0];
const sources = (fields: object) => () => ({
  sources: [{ projectId: 'project-a', environment: 'prod', ...fields }],
});
const server =
  (url: string) =>
  ({ directory }: { directory: string }) => ({ server: { url, caFile: `${directory}/ca.pem` } });

const rows: Row[] = [
  {
    name: 'a wrong client id',
    before: (app) =>
      writeFileSync(app.path('client-id'), '99999999-2222-4333-8444-555555555555', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message:
      /^Put a valid client id and client secret into .*client-id and .*client-secret .*: POST https:.*login refused the login \(401 UnauthorizedError, request req-\w+\)\./,
    logins: 1,
  },
  {
    name: 'a wrong client secret',
    before: (app) => writeFileSync(app.path('client-secret'), 'wrong-but-M4RKER', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message: /^Put a valid client id and client secret into/,
    logins: 1,
  },
  {
    name: 'a wrong client secret on a server of 2024',
    mock: { dialect: 'v3-2024' },
    before: (app) => writeFileSync(app.path('client-secret'), 'wrong-but-M4RKER', { mode: 0o600 }),
    status: 77,
    code: 'credentials-refused',
    message: /^Put a valid client id and client secret into .*\(403 UnauthorizedError\)/,
    logins: 1,
  },
  {
    name: 'an identity that is locked',
    before: (app) => app.mock.addFault({ kind: { type: 'locked' } }),
    status: 69,
    code: 'identity-locked',
    message: /^Find the host that logs in with a wrong client secret and stop it, then wait five minutes: /,
    logins: 1,
  },
  {
    name: 'a project that the identity may not read',
    spec: () => ({ sources: [{ projectId: 'project-none', environment: 'prod' }] }),
    status: 77,
    code: 'access-denied',
    message: /^Give the machine identity a role that can read secrets in prod:\/ of project project-none: /,
  },
  {
    name: 'an unknown project',
    spec: () => ({ sources: [{ projectId: 'nowhere', environment: 'prod' }] }),
    status: 78,
    code: 'project-unknown',
    message: /^Correct sources\[0\]\.projectId \(nowhere\): /,
  },
  {
    name: 'an unknown project on a server of 2024',
    mock: { dialect: 'v3-2024' },
    spec: () => ({ sources: [{ projectId: 'nowhere', environment: 'prod' }] }),
    status: 78,
    code: 'project-unknown',
    message: /^Correct sources\[0\]\.projectId/,
  },
  {
    name: 'an unknown environment',
    spec: sources({ environment: 'production' }),
    status: 78,
    code: 'path-unknown',
    message: /^Correct sources\[0\]\.environment: project project-a has dev, prod but not production: /,
  },
  {
    name: 'an unknown environment on a server of 2024, which says 200',
    mock: { dialect: 'v3-2024' },
    spec: sources({ environment: 'production' }),
    status: 78,
    code: 'path-unknown',
    message: /^Correct sources\[0\]\.environment: project project-a has dev, prod/,
  },
  {
    name: 'an unknown environment with recursive',
    spec: sources({ environment: 'production', recursive: true }),
    status: 78,
    code: 'path-unknown',
    message: /^Correct sources\[0\]\.environment/,
  },
  {
    name: 'an unknown path',
    spec: sources({ path: '/nope' }),
    status: 78,
    code: 'path-unknown',
    message: /^Correct sources\[0\]\.environment \(prod\) or sources\[0\]\.path \(\/nope\): /,
  },
  {
    name: 'an unknown path on a server of 2024, which says 200',
    mock: { dialect: 'v3-2024' },
    spec: sources({ path: '/nope' }),
    status: 65,
    code: 'list-empty',
    message:
      /^Correct sources\[0\]\.environment or sources\[0\]\.path, or let the machine identity read there/,
  },
  {
    name: 'a rate limit with seconds',
    before: (app) =>
      app.mock.addFault({
        match: { pathPrefix: list },
        kind: { type: 'status', status: 429, body: {}, headers: { 'retry-after': '30' } },
      }),
    status: 69,
    code: 'rate-limited',
    message: /^Wait, or let fewer hosts .* asks to wait 30 s/,
  },
  {
    name: 'a rate limit with a date',
    before: (app) =>
      app.mock.addFault({
        match: { pathPrefix: list },
        kind: {
          type: 'status',
          status: 429,
          body: {},
          headers: { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' },
        },
      }),
    status: 69,
    code: 'rate-limited',
    message: /^Wait, or let fewer hosts .* asks to wait \d{9,} s/,
  },
  {
    name: 'a rate limit without a time',
    before: (app) =>
      app.mock.addFault({ match: { pathPrefix: login }, kind: { type: 'status', status: 429, body: {} } }),
    status: 69,
    code: 'rate-limited',
    message: /^Wait, or let fewer hosts .* met the rate limit of the server \(429\)\./,
  },
  {
    name: 'a server that fails',
    before: (app) =>
      app.mock.addFault({
        match: { pathPrefix: list },
        kind: {
          type: 'status',
          status: 500,
          body: { error: 'InternalServerError', message: 'M4RKER', reqId: 'req-abc' },
        },
      }),
    status: 69,
    code: 'server-failing',
    message: /^Check the health and the log of https:.*answered 500, request req-abc on every try/,
  },
  {
    name: 'a gateway that finds no server',
    before: (app) => app.mock.addFault({ kind: { type: 'html', status: 502 } }),
    status: 69,
    code: 'server-failing',
    message: /^Check the health and the log of/,
  },
  {
    name: 'nobody who listens',
    before: async (app) => app.mock.close(),
    status: 69,
    code: 'server-unreachable',
    message:
      /^Check that https:\/\/localhost:\d+ is up and that this host can reach it .*got no connection \(ECONNREFUSED\)/,
  },
  {
    name: 'a name that does not resolve',
    spec: server('https://no-such-host.invalid'),
    status: 69,
    code: 'server-unreachable',
    message: /^Check that https:\/\/no-such-host\.invalid is up .*\((ENOTFOUND|EAI_AGAIN)\)/,
  },
  {
    name: 'a certificate for another name',
    mock: { tls: 'wrong-name' },
    status: 69,
    code: 'server-untrusted',
    message:
      /^Use the name in server\.url that stands in the certificate of the server, instead of https:\/\/localhost:\d+: /,
  },
  {
    name: 'a certificate that has expired',
    mock: { tls: 'expired' },
    status: 69,
    code: 'server-untrusted',
    message: /^Renew the certificate of https:.*, or correct the clock of this host: .*CERT_HAS_EXPIRED/,
  },
  {
    name: 'a certificate of an unknown authority',
    before: (app) =>
      writeFileSync(
        app.specFile,
        JSON.stringify({ ...makeSpec(app.directory, app.mock.url), server: { url: app.mock.url } }),
      ),
    status: 69,
    code: 'server-untrusted',
    message: /^Set server\.caFile to the certificate authority that signed the certificate of https:/,
  },
  {
    name: 'plain HTTP where TLS is spoken to',
    mock: { tls: 'none' },
    before: (app) =>
      writeFileSync(
        app.specFile,
        JSON.stringify({
          ...makeSpec(app.directory, app.mock.url),
          server: { url: app.mock.url.replace('http:', 'https:') },
        }),
      ),
    status: 69,
    code: 'server-untrusted',
    message: /^Correct the port or the scheme in server\.url: /,
  },
  {
    name: 'a file that is no certificate',
    before: (app) => writeFileSync(app.path('ca.pem'), 'no certificate'),
    status: 78,
    code: 'ca-file-unusable',
    message: /^Make server\.caFile \(.*ca\.pem\) a PEM file .*: it holds no certificate/,
  },
  {
    name: 'a certificate file that is missing',
    before: (app) => rmSync(app.path('ca.pem')),
    status: 78,
    code: 'ca-file-unusable',
    message: /it cannot be read \(ENOENT\)/,
  },
  {
    name: 'a server that never answers',
    spec: () => ({ limits: { retryBudgetMs: 0, answerTimeoutMs: 300 } }),
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'hang' } }),
    status: 69,
    code: 'server-slow',
    message: /^Check the load of https:.*, or raise limits\.answerTimeoutMs: GET .* got no answer in time/,
  },
  {
    name: 'an answer that drips',
    spec: () => ({ limits: { retryBudgetMs: 0, applyTimeoutMs: 700 } }),
    before: (app) =>
      app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'slow-drip', bytesPerSecond: 10 } }),
    status: 69,
    code: 'server-slow',
    message: /^Check the load of https:.*, or raise limits\.applyTimeoutMs: GET /,
  },
  {
    name: 'a body that is cut',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'cut-body' } }),
    status: 69,
    code: 'server-unreachable',
    message: /^Check https:.* and what stands before it .*lost the connection before the answer was complete/,
  },
  {
    name: 'a connection that is reset',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'reset' } }),
    status: 69,
    code: 'server-unreachable',
    message: /lost the connection/,
  },
  {
    name: 'a page in place of the login',
    before: (app) => app.mock.addFault({ match: { pathPrefix: login }, kind: { type: 'html' } }),
    status: 65,
    code: 'answer-unexpected',
    message: /^Check that server\.url leads to Infisical itself .*answered 200 with text\/html, not JSON/,
  },
  {
    name: 'a page in place of the list',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'html' } }),
    status: 65,
    code: 'answer-unexpected',
    message: /answered 200 with text\/html, not JSON/,
  },
  {
    name: 'an address without Infisical',
    spec: ({ directory }) => ({
      server: { url: 'https://localhost:1/elsewhere', caFile: `${directory}/ca.pem` },
    }),
    before: (app) =>
      writeFileSync(
        app.specFile,
        JSON.stringify({
          ...makeSpec(app.directory, app.mock.url),
          server: { url: `${app.mock.url}/elsewhere`, caFile: app.path('ca.pem') },
        }),
      ),
    status: 78,
    code: 'not-infisical',
    message: /^Set server\.url to the address of the Infisical server, with or without "\/api": /,
  },
  {
    name: 'a redirect',
    before: (app) =>
      app.mock.addFault({ kind: { type: 'redirect', location: 'https://elsewhere.example/login' } }),
    status: 78,
    code: 'redirected',
    message: /^Set server\.url to the final address .*redirected to https:\/\/elsewhere\.example \(302\)/,
  },
  {
    name: 'invalid JSON',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'invalid-json' } }),
    status: 65,
    code: 'answer-unexpected',
    message: /answered 200 with invalid JSON/,
  },
  {
    name: 'JSON of another kind',
    before: (app) =>
      app.mock.addFault({
        match: { pathPrefix: list },
        kind: { type: 'status', status: 200, body: { secrets: [{ secretKey: 'M4RKER' }] } },
      }),
    status: 65,
    code: 'answer-unexpected',
    message: /answered JSON that is not an answer of Infisical \(at secrets\.0\.secretValue\)/,
  },
  {
    name: 'hidden values',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'hidden-values' } }),
    status: 77,
    code: 'value-hidden',
    message: /^Give the machine identity a role that may read values .*hides the values of "EMPTY", "PEM"/,
  },
  {
    name: 'an empty list',
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'empty-list' } }),
    status: 65,
    code: 'list-empty',
    message: /^Correct sources\[0\]\.environment or sources\[0\]\.path/,
  },
  {
    name: 'an empty folder',
    spec: sources({ path: '/empty' }),
    status: 65,
    code: 'list-empty',
    message:
      /set sources\[0\]\.allowEmpty = true: the server lists no secrets in prod:\/empty of project project-a/,
  },
  {
    name: 'an answer without end',
    spec: () => ({ limits: { retryBudgetMs: 0, answerBytes: 100_000 } }),
    before: (app) => app.mock.addFault({ match: { pathPrefix: list }, kind: { type: 'endless' } }),
    status: 65,
    code: 'answer-too-large',
    message: /^Narrow the source \(path, tags\) or raise limits\.answerBytes/,
  },
  {
    name: 'a required key that is missing',
    spec: () => ({ keys: { required: ['PLAIN', 'NOT_THERE'] } }),
    status: 65,
    code: 'key-missing',
    message: /^Create "NOT_THERE" in Infisical, or correct keys\.required/,
  },
  {
    name: 'a value that the format cannot carry',
    mock: {
      seed: {
        ...appSeed,
        projects: appSeed.projects.map((project) => ({
          ...project,
          secrets: [...project.secrets, { environment: 'prod', path: '/', key: 'NUL', value: 'M4RKER\0' }],
        })),
      },
    },
    status: 65,
    code: 'secret-undeliverable',
    message:
      /^Deliver the keys below in another format.*outputs\.container \(container-env\) cannot carry them without loss\.\n.*"NUL": the value holds a NUL character; can be carried by json, files\./s,
  },
  {
    name: 'a credential file that is missing',
    before: (app) => rmSync(app.path('client-secret')),
    status: 78,
    code: 'credential-unusable',
    message: /^Make sure that .*client-secret exists and can be read .*\(ENOENT\)/,
    logins: 0,
  },
  {
    name: 'a credential file that is empty',
    before: (app) => writeFileSync(app.path('client-id'), '\n', { mode: 0o600 }),
    status: 78,
    code: 'credential-unusable',
    message: /^Put the client id of the machine identity, and nothing else, into .*: the file is empty/,
    logins: 0,
  },
  {
    name: 'a credential file with more than the credential',
    before: (app) => writeFileSync(app.path('client-secret'), 'CLIENT_SECRET=M4RKER # mine', { mode: 0o600 }),
    status: 78,
    code: 'credential-unusable',
    message: /^Put the client secret of .* after 20 characters/,
    logins: 0,
  },
  {
    name: 'a credential of systemd outside a unit',
    spec: () => ({ credentials: { clientIdFile: 'id', clientSecretFile: 'secret' } }),
    status: 78,
    code: 'credential-unusable',
    message:
      /^Give an absolute path in credentials\.clientIdFile, or pass the credential with LoadCredential=id:/,
    logins: 0,
  },
  {
    name: 'an output directory that is missing',
    spec: ({ directory }) => ({ outputs: { json: { format: 'json', path: `${directory}/missing/x` } } }),
    status: 73,
    code: 'output-not-creatable',
    message: /^Create the directory .*missing or correct outputs\.json\.path/,
    logins: 0,
  },
  {
    name: 'an owner that does not exist',
    spec: ({ directory }) => ({
      outputs: { json: { format: 'json', path: `${directory}/out/x`, owner: 'nobody-such' } },
    }),
    status: 73,
    code: 'output-not-creatable',
    message: /^Create the user nobody-such or correct outputs\.json\.owner/,
    logins: 0,
  },
  {
    name: 'a template that names a key that is missing',
    spec: ({ directory }) => ({
      outputs: { t: { format: 'template', path: `${directory}/out/t`, template: '{{secret:NOPE}}' } },
    }),
    status: 65,
    code: 'key-missing',
    message: /^Create "NOPE" in Infisical, or correct the template of outputs\.t/,
  },
  {
    name: 'a template with a mistake',
    spec: ({ directory }) => ({
      outputs: { t: { format: 'template', path: `${directory}/out/t`, template: '{{secret:PLAIN|jsn}}' } },
    }),
    status: 78,
    code: 'template-invalid',
    message: /^Use json instead of "jsn"/,
    logins: 0,
  },
  {
    name: 'a symbolic link planted at an output',
    before: (app) => {
      rmSync(app.path('out/secrets.json'));
      writeFileSync(app.path('target'), 'precious');
      symlinkSync(app.path('target'), app.path('out/secrets.json'));
    },
    status: 73,
    code: 'output-refused',
    message: /^Remove .*secrets\.json or choose another path for outputs\.json: it is a symbolic link/,
  },
  {
    name: 'a spec with a mistake',
    spec: () => ({ outputz: {} }),
    status: 78,
    code: 'spec-invalid',
    message: /^Correct outputz in the spec .*spec\.json: found an unknown key, expected "outputs"/,
    logins: 0,
  },
  {
    name: 'a spec that is missing',
    before: (app) => rmSync(app.specFile),
    status: 78,
    code: 'spec-unreadable',
    message: /^Give the path of a spec that can be read: .*spec\.json cannot be read \(ENOENT\)/,
    logins: 0,
  },
];

describe('a failure', () => {
  test.each(rows)('$name: $status', async ({ mock, spec, before, status, code, message, logins }) => {
    const app = await makeApp({ ...(mock !== undefined && { mock }) });
    if (spec !== undefined) {
      const document = { ...makeSpec(app.directory, app.mock.url), ...spec(app) };
      writeFileSync(app.specFile, JSON.stringify(document));
    }
    plantOldOutputs(app);
    await before?.(app);
    const old = snapshot(app);
    const run = await app.apply();
    const text = run.stderr.replace(/^<\d>/gm, '');
    expect({ status: run.status, text }).toMatchObject({ status, text: expect.stringMatching(message) });
    expect(text).toContain(`(${code}, exit status ${status}/`);
    expect(snapshot(app)).toEqual(old);
    if (logins !== undefined)
      expect(app.mock.requests.filter(({ path }) => path.startsWith(login))).toHaveLength(logins);
  });
});

describe('what looks like a failure and is none', () => {
  test('20,000 secrets', async () => {
    const seed = manySecretsSeed(20_000, 60);
    const app = await makeApp({ mock: { seed } });
    const [project] = seed.projects;
    const outputs = { json: { format: 'json', path: app.path('out/secrets.json') } };
    const source = { projectId: project?.id, environment: project?.environments[0] };
    writeFileSync(
      app.specFile,
      JSON.stringify({ ...makeSpec(app.directory, app.mock.url), sources: [source], outputs }),
    );
    const run = await app.apply();
    expect(run).toMatchObject({ status: 0, stderr: expect.stringContaining('20000 keys') });
    expect(Object.keys(JSON.parse(app.read('out/secrets.json')))).toHaveLength(20_000);
  });

  test.each([
    ['a server that fails twice', { kind: { type: 'status', status: 503 }, times: 2 }],
    ['a connection that is cut once', { match: { pathPrefix: list }, kind: { type: 'cut-body' }, times: 1 }],
    [
      'a rate limit that asks for a second',
      {
        match: { pathPrefix: list },
        kind: { type: 'status', status: 429, body: {}, headers: { 'retry-after': '1' } },
        times: 1,
      },
    ],
  ] as const)('%s', async (_name, fault) => {
    const app = await makeApp({ spec: { limits: { retryBudgetMs: 15_000 } } });
    app.mock.addFault(fault);
    const run = await app.apply();
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(
      /<6>\w+ \/api\/\S+ (answered \d+|failed \(\w+\)) on try 1; trying again in \d+\.\d s\./,
    );
    expect(app.read('out/container.env')).toContain('PLAIN=');
  });

  test('an empty folder that is meant to be empty', async () => {
    const app = await makeApp({
      spec: { sources: [{ projectId: 'project-a', environment: 'prod', path: '/empty', allowEmpty: true }] },
    });
    expect((await app.apply()).status).toBe(0);
    expect(outputNames.map((name) => app.read(`out/${name}`))).toEqual(['', '', '{}\n']);
  });

  test('credentials with a byte order mark and newlines round them', async () => {
    const app = await makeApp();
    chmodSync(app.path('client-secret'), 0o600);
    writeFileSync(app.path('client-secret'), `\ufeff\n${identity?.clientSecret}\r\n\n`);
    expect((await app.apply()).status).toBe(0);
  });

  test('credentials of systemd', async () => {
    const app = await makeApp({
      spec: { credentials: { clientIdFile: 'client-id', clientSecretFile: 'client-secret' } },
    });
    expect((await app.apply({ environment: { CREDENTIALS_DIRECTORY: app.directory } })).status).toBe(0);
  });

  test('a credential that everybody can read is a warning', async () => {
    const app = await makeApp();
    chmodSync(app.path('client-secret'), 0o444);
    const run = await app.apply();
    expect(run).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^<4>Everybody on this host can read .*client-secret: give it mode 0400\./,
      ),
    });
  });

  test('a proxy from the usual variables, which is asked for a tunnel', async () => {
    const app = await makeApp();
    const tunnels: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (data) => {
        tunnels.push(data.toString().split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 no\r\n\r\n');
      });
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const through = await app.apply({ environment: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    expect(through.status).toBe(69);
    expect(tunnels[0]).toBe(`CONNECT ${new URL(app.mock.url).host} HTTP/1.1`);
    const past = await app.apply({
      environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'localhost' },
    });
    expect(past.status).toBe(0);
  });
});
