import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setSecret } from '../mock-infisical/mock-infisical.ts';
import { type App, makeApp } from '../support/app.ts';

/** An app with a `systemctl` that writes down what it is asked, or fails as long as a file says so. */
async function makeWithConsumers(
  onChange: string,
): Promise<App & { asked(): string; change(): void; run(flag: string): ReturnType<App['apply']> }> {
  const app = await makeApp({
    spec: { consumers: { units: ['podman-app.service', 'worker.service'], onChange } },
  });
  mkdirSync(app.path('bin'));
  const script = `#!/bin/sh\necho "$*" >> ${app.path('asked')}\ntest ! -e ${app.path('broken')}\n`;
  writeFileSync(app.path('bin/systemctl'), script, { mode: 0o755 });
  let number = 0;
  return {
    ...app,
    asked: () => (existsSync(app.path('asked')) ? readFileSync(app.path('asked'), 'utf8') : ''),
    change() {
      number += 1;
      setSecret(app.mock.state, { projectId: 'project-a', environment: 'prod' }, 'PLAIN', `M4RKER-${number}`);
    },
    run: (flag) =>
      app.apply({
        words: ['apply', app.specFile, ...(flag === '' ? [] : [flag])],
        environment: { PATH: `${app.path('bin')}:${process.env['PATH']}` },
      }),
  };
}

const restart = '--no-block try-restart -- podman-app.service worker.service\n';

describe('consumers', () => {
  test.each([
    ['restart', restart],
    ['reload', '--no-block try-reload-or-restart -- podman-app.service worker.service\n'],
    ['none', ''],
  ])('are asked to %s when their bytes changed, once', async (onChange, expected) => {
    const app = await makeWithConsumers(onChange);
    expect((await app.run('--starting')).status).toBe(0);
    app.change();
    const run = await app.run('--notify');
    expect([run.status, app.asked()]).toEqual([0, expected]);
    if (onChange !== 'none')
      expect(run.stderr).toContain(`<6>  told      ${onChange} of podman-app.service, worker.service\n`);
    await app.run('--notify');
    expect(app.asked()).toBe(expected);
  });

  test('are not told when they start after the apply anyway', async () => {
    const app = await makeWithConsumers('restart');
    await app.run('--starting');
    await app.run('--notify');
    expect(app.asked()).toBe('');
  });

  test('are told later of what an apply by hand changed', async () => {
    const app = await makeWithConsumers('restart');
    await app.run('--starting');
    app.change();
    await app.run('');
    expect(app.asked()).toBe('');
    await app.run('--notify');
    expect(app.asked()).toBe(restart);
  });

  test('that cannot be told are a failure that says what to run, and are told by the next apply', async () => {
    const app = await makeWithConsumers('restart');
    await app.run('--starting');
    app.change();
    writeFileSync(app.path('broken'), '');
    const failed = await app.run('--notify');
    expect(failed.stderr).toContain('consumers-not-told, exit status 74/IOERR');
    expect(failed).toMatchObject({
      status: 74,
      stderr: expect.stringMatching(
        /^<3>Run "systemctl try-restart podman-app\.service worker\.service": the outputs changed, .*\n<3> {2}The next apply .*\n<3> {2}\(consumers-not-told, /,
      ),
    });
    expect(app.read('out/container.env')).toContain('PLAIN=M4RKER-1');
    writeFileSync(app.path('asked'), '');
    rmSync(app.path('broken'));
    expect((await app.run('--notify')).status).toBe(0);
    expect(app.asked()).toBe(restart);
  });

  test('are not told of a change that failed', async () => {
    const app = await makeWithConsumers('restart');
    await app.run('--starting');
    app.change();
    app.mock.addFault({ kind: { type: 'status', status: 503 } });
    expect((await app.run('--notify')).status).toBe(69);
    expect(app.asked()).toBe('');
  });
});
