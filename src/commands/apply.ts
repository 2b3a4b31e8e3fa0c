import { commitPlan, sweepLeftOvers } from '../deliver/commit.ts';
import { parentDirectories, resolveOwners, toDesired } from '../deliver/desired.ts';
import { inspectCurrent } from '../deliver/inspect.ts';
import { acquireLock } from '../deliver/lock.ts';
import { finishPending } from '../deliver/pending.ts';
import { planChanges } from '../deliver/plan.ts';
import { prepareRuntimeDirectory } from '../deliver/runtime-directory.ts';
import { checkDirectory } from '../deliver/trusted-directory.ts';
import type { Spec } from '../spec/schema.ts';
import { type ApplyResult, describeResult, summarise } from './apply-result.ts';
import type { Context } from './context.ts';
import { fetchAndRender } from './fetch-and-render.ts';

/**
 * Fetches, renders, writes what changed. Nothing is written before everything is rendered; an output that is already as
 * it shall be is not touched.
 *
 * @throws Failure; every output is then as it was before
 */
export async function applySpec(spec: Spec, context: Context): Promise<ApplyResult> {
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
      const desired = toDesired(rendered.outputs, owners);
      sweepLeftOvers(desired.files.map(({ path }) => path));
      const plan = planChanges(desired, inspectCurrent(desired), process.geteuid?.() ?? 0);
      commitPlan(plan, runtimeDirectory);
      const durationMs = context.clock.now() - startedMs;
      return summarise({ spec, sources: fetched.sources, ...rendered, plan, durationMs });
    } finally {
      await fetched.finish();
    }
  } finally {
    lock.release();
  }
}

/** The command `apply`: {@link applySpec} with its result told. */
export async function applyCommand(spec: Spec, json: boolean, context: Context): Promise<void> {
  const result = await applySpec(spec, context);
  for (const warning of result.warnings) context.report.warn(warning);
  if (json) context.print(`${JSON.stringify(result)}\n`);
  else context.report.info(describeResult(result));
}
