import { describeFailures } from './failure-row.ts';

/** A source that does not exist or may not be read: exit status, first sentence, and the old outputs, which stay as they are (see failure-row.ts). */

const sources = (fields: object) => () => ({
  sources: [{ projectId: 'project-a', environment: 'prod', ...fields }],
});

describeFailures('the sources of the spec', [
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
    name: 'an empty folder',
    spec: sources({ path: '/empty' }),
    status: 65,
    code: 'list-empty',
    message:
      /set sources\[0\]\.allowEmpty = true: the server lists no secrets in prod:\/empty of project project-a/,
  },
]);
