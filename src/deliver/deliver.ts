import type { RenderedOutput } from '../render/render.ts';
import type { Ownership } from './account.ts';
import { commitPlan, sweepLeftOvers } from './commit.ts';
import { toDesired } from './desired.ts';
import { openFingerprints } from './fingerprints.ts';
import { inspectCurrent } from './inspect.ts';
import { changesBytes, type Plan, planChanges } from './plan.ts';

/** What a delivery needs beside the outputs; the lock of the runtime directory must be held. */
export interface DeliveryContext {
  readonly runtimeDirectory: string;
  readonly owners: ReadonlyMap<string, Ownership>;
  /** There are consumers that have to learn of other bytes: leave the mark. */
  readonly mustTell: boolean;
}

/**
 * Makes the outputs on disk what they shall be: looks, decides, writes.
 *
 * @returns what was changed
 * @throws Failure; every output is then as it was before
 */
export function deliverOutputs(outputs: readonly RenderedOutput[], context: DeliveryContext): Plan {
  const { runtimeDirectory, owners, mustTell } = context;
  const desired = toDesired(outputs, owners);
  sweepLeftOvers(desired.files.map(({ path }) => path));
  const fingerprints = openFingerprints(runtimeDirectory);
  const plan = planChanges(desired, inspectCurrent(desired, fingerprints), process.geteuid?.() ?? 0);
  commitPlan(plan, { runtimeDirectory, fingerprints, tell: mustTell && changesBytes(plan) });
  return plan;
}
