import { quoteKey } from '../secrets/quote-key.ts';
import type { Spec } from '../spec/schema.ts';
import type { Context } from './context.ts';
import { fetchAndRender, readTemplates } from './fetch-and-render.ts';

/**
 * The command `check`: whoever runs it has a spec that was read without a failure. Templates are read too. Writes
 * nothing, and without `--online` touches neither credentials nor network, so that it can run where the spec is built.
 */
export function checkCommand(spec: Spec, json: boolean, context: Context): void {
  readTemplates(spec);
  if (json) context.print(`${JSON.stringify({ app: spec.name, valid: true })}\n`);
  else context.print(`The spec of ${spec.name} is correct.\n`);
}

/** The command `check --online`: logs in, lists and renders in memory; prints key names and where each comes from. */
export async function checkOnlineCommand(spec: Spec, json: boolean, context: Context): Promise<void> {
  const signal = AbortSignal.any([context.interrupted, AbortSignal.timeout(spec.limits.applyTimeoutMs)]);
  const { fetched, merged, outputs, warnings } = await fetchAndRender(spec, context, signal);
  await fetched.finish();
  for (const warning of warnings) context.report.warn(warning);
  const origins = [...merged.secrets.values()].map(({ key, origin }) => ({ key, ...origin }));
  if (json) {
    const rendered = outputs.map(({ name, keys }) => ({ name, keys }));
    context.print(
      `${JSON.stringify({ app: spec.name, valid: true, secrets: origins, outputs: rendered })}\n`,
    );
    return;
  }
  for (const { key, source, importedFrom } of origins.toSorted((left, right) =>
    left.key < right.key ? -1 : 1,
  )) {
    const origin = importedFrom === undefined ? '' : `, import of ${quoteKey(importedFrom)}`;
    context.print(`${quoteKey(key)}  (sources[${source}]${origin})\n`);
  }
  context.print(
    `The spec of ${spec.name} is correct, and its ${outputs.length} outputs can carry the secrets.\n`,
  );
}
