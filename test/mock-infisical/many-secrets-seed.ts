import { demoIdentity } from './demo-seed.ts';
import type { Seed } from './seed.ts';

/**
 * A seed for lists that are too long: project `many-secrets`, environment `prod`, `count` secrets `KEY_1`, …
 * with values of `valueBytes` bytes each, readable by {@link demoIdentity}.
 */
export function manySecretsSeed(count: number, valueBytes: number): Seed {
  const projectId = 'many-secrets';
  const value = 'x'.repeat(valueBytes);
  return {
    identities: [{ ...demoIdentity, projects: [{ projectId, permission: 'read' }] }],
    projects: [
      {
        id: projectId,
        slug: projectId,
        name: 'Many secrets',
        environments: ['prod'],
        secrets: Array.from({ length: count }, (_, index) => ({
          key: `KEY_${index + 1}`,
          value,
          environment: 'prod',
          path: '/',
        })),
      },
    ],
  };
}
