import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setSecret } from '../mock-infisical/mock-infisical.ts';
import { makeApp, makeSpec } from '../support/app.ts';

/** As the unit runs: root, with CAP_CHOWN as the only capability. */
const wrapper = ['setpriv', '--bounding-set=-all,+chown', '--inh-caps=-all'];

function absence(): string | undefined {
  if (process.geteuid?.() !== 0) return 'taking capabilities away takes root';
  return spawnSync('setpriv', ['--bounding-set=-all,+chown', 'true']).status === 0
    ? undefined
    : 'setpriv does not work here';
}

test('CAP_CHOWN is enough to give outputs to a user, to leave them alone, and to replace them', async (context) => {
  context.skip(absence() !== undefined, absence());
  const app = await makeApp();
  const owned = { owner: '1234', mode: '0400' };
  const outputs = {
    env: { format: 'container-env', path: app.path('out/env'), ...owned },
    files: { format: 'files', path: app.path('out/files'), ...owned },
  };
  writeFileSync(app.specFile, JSON.stringify({ ...makeSpec(app.directory, app.mock.url), outputs }));
  const inodes = () =>
    ['env', 'env.systemd', 'files/PLAIN', 'files/PEM'].map((name) => {
      const { ino, uid, mode } = statSync(app.path(`out/${name}`));
      return [ino, uid, mode & 0o777];
    });

  expect(await app.apply({ wrapper })).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('created'),
  });
  const first = inodes();
  expect(first.map(([, ...rest]) => rest)).toEqual(first.map(() => [1234, 0o400]));

  expect(await app.apply({ wrapper })).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/unchanged[\s\S]*unchanged/),
  });
  expect(inodes()).toEqual(first);

  setSecret(app.mock.state, { projectId: 'project-a', environment: 'prod' }, 'PLAIN', 'M4RKER-2');
  expect(await app.apply({ wrapper })).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('replaced'),
  });
  const changed = inodes().map(([inode], index) => inode !== first[index]?.[0]);
  expect(changed).toEqual([true, false, true, false]);
  expect(app.read('out/files/PLAIN')).toBe('M4RKER-2');
  expect(readdirSync(app.path('out')).sort()).toEqual(['env', 'env.systemd', 'files']);
});
