import { join } from 'node:path';
import * as z from 'zod/mini';

/** What the mock writes to its ready file. */
export const demoServerSchema = z.object({
  url: z.string(),
  identities: z.array(z.object({ clientId: z.string(), clientSecret: z.string() })).check(z.minLength(1)),
});

export type DemoServer = z.infer<typeof demoServerSchema>;

/** The names in the demo's directory. */
export const demoFiles = {
  server: 'server.json',
  ca: 'ca.pem',
  clientId: 'client-id',
  clientSecret: 'client-secret',
  spec: 'spec.json',
} as const;

/** A spec as one would write it by hand; the mock's demo seed has the projects it names. */
export function demoSpec(home: string, url: string): object {
  return {
    version: 1,
    name: 'demo',
    server: { url, caFile: join(home, demoFiles.ca) },
    credentials: {
      clientIdFile: join(home, demoFiles.clientId),
      clientSecretFile: join(home, demoFiles.clientSecret),
    },
    sources: [
      { projectId: 'demo-project', environment: 'prod' },
      { projectId: 'demo-shared', environment: 'prod' },
    ],
    keys: { required: ['DATABASE_URL', 'SIGNING_KEY'] },
    outputs: {
      container: { format: 'container-env', path: join(home, 'container.env') },
      service: { format: 'systemd-env', path: join(home, 'service.env') },
      json: { format: 'json', path: join(home, 'secrets.json') },
      files: { format: 'files', path: join(home, 'secrets'), only: ['*_KEY'] },
      config: {
        format: 'template',
        path: join(home, 'config.yaml'),
        template: 'database: {{secret:DATABASE_URL|json}}\nsigningKey: {{secret:SIGNING_KEY|json}}\n',
      },
    },
    runtimeDirectory: join(home, 'runtime'),
  };
}
