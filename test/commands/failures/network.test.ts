import { rmSync, writeFileSync } from 'node:fs';
import { makeSpec } from '../../support/app.ts';
import { describeFailures, list } from './failure-row.ts';

/** A server that cannot be reached or trusted: exit status, first sentence, and the old outputs, which stay as they are (see failure-row.ts). */

const server =
  (url: string) =>
  ({ directory }: { directory: string }) => ({ server: { url, caFile: `${directory}/ca.pem` } });

describeFailures('the way to the server', [
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
]);
