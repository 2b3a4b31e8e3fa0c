import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type MockInfisical,
  type MockOptions,
  type Seed,
  startMockInfisical,
} from '../mock-infisical/mock-infisical.ts';
import { marked, refuseShownSecrets } from './markers.ts';
import { type Run, type Running, startProgram } from './run-program.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The project that most tests read: each value is marked, and each is one that some format finds hard. */
export const appSeed: Seed = {
  identities: [
    {
      clientId: '11111111-2222-4333-8444-555555555555',
      clientSecret: `${marked('client-secret')}-0123456789abcdef`,
      projects: [
        { projectId: 'project-a', permission: 'read' },
        { projectId: 'project-none', permission: 'none' },
      ],
    },
  ],
  projects: [
    {
      id: 'project-a',
      slug: 'project-a',
      name: 'Project A',
      environments: ['dev', 'prod'],
      folders: [{ environment: 'prod', path: '/empty' }],
      secrets: [
        { environment: 'prod', path: '/', key: 'PLAIN', value: marked('plain') },
        {
          environment: 'prod',
          path: '/',
          key: 'PEM',
          value: `-----BEGIN X-----\n${marked('pem')}\n-----END X-----\n`,
        },
        { environment: 'prod', path: '/', key: 'QUOTES', value: `${marked('it')}'s "so" \`x\` \\ $HOME #` },
        { environment: 'prod', path: '/', key: 'EMPTY', value: '' },
      ],
    },
    { id: 'project-none', slug: 'none', name: 'None', environments: ['prod'], secrets: [] },
  ],
};

/** A mock server, and a spec for it in a directory of its own. */
export interface App {
  readonly mock: MockInfisical;
  readonly directory: string;
  readonly specFile: string;
  /** Path of a file in the directory. */
  path(name: string): string;
  read(name: string): string;
  /** Runs the built program on the spec, and fails if it shows a secret. */
  apply(options?: RunOptions): Promise<Run>;
  start(options?: RunOptions): Running;
}

export interface RunOptions {
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly wrapper?: readonly string[];
}

interface AppOptions {
  readonly mock?: MockOptions;
  /** Replaces fields at the top of the spec. */
  readonly spec?: Record<string, unknown>;
}

/** The spec that {@link makeApp} writes, to be changed by tests. */
export function makeSpec(directory: string, url: string): Record<string, unknown> {
  return {
    version: 1,
    name: 'app',
    server: { url, ...(url.startsWith('https') && { caFile: join(directory, 'ca.pem') }) },
    credentials: {
      clientIdFile: join(directory, 'client-id'),
      clientSecretFile: join(directory, 'client-secret'),
    },
    sources: [{ projectId: 'project-a', environment: 'prod' }],
    outputs: {
      container: { format: 'container-env', path: join(directory, 'out/container.env') },
      json: { format: 'json', path: join(directory, 'out/secrets.json') },
    },
    // Failures that are worth a retry are tried once more at most, so that no test waits.
    limits: { retryBudgetMs: 0, applyTimeoutMs: 20_000 },
    runtimeDirectory: join(directory, 'runtime'),
  };
}

export async function makeApp({ mock: mockOptions = {}, spec = {} }: AppOptions = {}): Promise<App> {
  const seed = mockOptions.seed ?? appSeed;
  const mock = await startMockInfisical({ seed, ...mockOptions });
  onTestFinished(() => mock.close());
  const directory = temporaryDirectory();
  const path = (name: string) => join(directory, name);
  mkdirSync(path('out'));
  const [identity] = seed.identities;
  writeFileSync(path('ca.pem'), mock.caPem);
  writeFileSync(path('client-id'), `${identity?.clientId}\n`, { mode: 0o600 });
  writeFileSync(path('client-secret'), `${identity?.clientSecret}\n`, { mode: 0o600 });
  writeFileSync(path('spec.json'), JSON.stringify({ ...makeSpec(directory, mock.url), ...spec }));
  const start = ({ words, environment, wrapper }: RunOptions = {}) =>
    startProgram(words ?? ['apply', path('spec.json')], environment, wrapper);
  return {
    mock,
    directory,
    specFile: path('spec.json'),
    path,
    read: (name) => readFileSync(path(name), 'utf8'),
    start,
    async apply(options) {
      const run = await start(options).finished;
      refuseShownSecrets(run, mock, seed);
      return run;
    },
  };
}
