import { appSeed } from '../../support/app.ts';
import { describeFailures, list, login } from './failure-row.ts';

/** A server that answers with what cannot be used: exit status, first sentence, and the old outputs, which stay as they are (see failure-row.ts). */

describeFailures('the answers of the server', [
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
]);
