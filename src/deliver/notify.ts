import { execFileSync } from 'node:child_process';
import { Failure } from '../failure/failure.ts';
import type { Spec } from '../spec/schema.ts';

const timeoutMs = 10_000;

/**
 * Tells the consumers that their outputs changed.
 *
 * `--no-block`, because a consumer is ordered after the unit that we run in: waiting for it would wait for ourselves
 * (measured: deadlock until the time limit). `try-…`, because what an operator stopped stays stopped.
 *
 * @returns what was asked for, for the summary
 * @throws Failure `consumers-not-told`; the outputs are new then, and the next apply tells again
 */
export function notifyConsumers({ units, onChange }: Spec['consumers']): string {
  const verb = onChange === 'reload' ? 'try-reload-or-restart' : 'try-restart';
  try {
    execFileSync('systemctl', ['--no-block', verb, '--', ...units], { stdio: 'ignore', timeout: timeoutMs });
  } catch {
    throw new Failure('consumers-not-told', {
      todo: `run "systemctl ${verb} ${units.join(' ')}"`,
      what: 'the outputs changed, but systemctl could not be asked to tell the units that use them',
      details: ['The next apply that may tell them tries again.'],
    });
  }
  return `${onChange === 'reload' ? 'reload' : 'restart'} of ${units.join(', ')}`;
}
