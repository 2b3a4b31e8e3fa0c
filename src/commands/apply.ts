import { deliverOutputs } from '../deliver/deliver.ts';
import { parentDirectories, resolveOwners } from '../deliver/desired.ts';
import { acquireLock } from '../deliver/lock.ts';
import { notifyConsumers } from '../deliver/notify.ts';
import { finishPending } from '../deliver/pending.ts';
import { prepareRuntimeDirectory } from '../deliver/runtime-directory.ts';
import { checkDirectory } from '../deliver/trusted-directory.ts';
import { clearUntold, isUntold } from '../deliver/untold.ts';
import type { Spec } from '../spec/schema.ts';
import { type ApplyResult, describeResult, summarise } from './apply-result.ts';
import type { Context } from './context.ts';
import { fetchAndRender } from './fetch-and-render.ts';

/**
 * What happens when consumers have to learn that their outputs changed: they are told `now`; or `later`, by an apply that
 * tells; or it is `needless`, because they start after this apply.
 */
export type Telling = 'now' | 'later' | 'needless';

/**
 * Fetches, renders, writes what changed. Nothing is written before everything is rendered; an output that is already as
 * it shall be is not touched.
 *
 * @param telling who has to be told is remembered until it is done, over a kill and over an apply that could not tell
 *
 * @throws Failure; every output is then as it was before
 */
export async function applySpec(spec: Spec, telling: Telling, context: Context): Promise<ApplyResult> {
  const startedMs = context.clock.now();
  const signal = AbortSignal.any([context.interrupted, AbortSignal.timeout(spec.limits.applyTimeoutMs)]);
  const runtimeDirectory = prepareRuntimeDirectory(spec, context.environment);
  const lock = await acquireLock(runtimeDirectory, context.clock, signal, () => {
    context.report.info(`Another apply of ${spec.name} is running; waiting for it to end.`);
  });
  try {
    for (const path of finishPending(runtimeDirectory)) {
      context.report.warn(`Finished the change of ${path}, which an earlier apply was killed in.`);
    }
    for (const { directory, place } of parentDirectories(spec.outputs)) checkDirectory(directory, place);
    const owners = resolveOwners(spec.outputs);

    const { fetched, ...rendered } = await fetchAndRender(spec, context, signal);
    try {
      const plan = deliverOutputs(rendered.outputs, {
        runtimeDirectory,
        owners,
        mustTell: mustTell(spec, telling),
      });
      const told =
        telling === 'now' && isUntold(runtimeDirectory) ? notifyConsumers(spec.consumers) : undefined;
      if (telling !== 'later') clearUntold(runtimeDirectory);
      const durationMs = context.clock.now() - startedMs;
      return summarise({ spec, sources: fetched.sources, ...rendered, plan, told, durationMs });
    } finally {
      await fetched.finish();
    }
  } finally {
    lock.release();
  }
}

function mustTell({ consumers }: Spec, telling: Telling): boolean {
  return telling !== 'needless' && consumers.units.length > 0 && consumers.onChange !== 'none';
}

/** The command `apply`: {@link applySpec} with its result told. */
export async function applyCommand(
  spec: Spec,
  { json, telling }: { readonly json: boolean; readonly telling: Telling },
  context: Context,
): Promise<void> {
  const result = await applySpec(spec, telling, context);
  for (const warning of result.warnings) context.report.warn(warning);
  if (json) context.print(`${JSON.stringify(result)}\n`);
  else context.report.info(describeResult(result));
}
