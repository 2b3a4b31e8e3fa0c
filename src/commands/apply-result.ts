import type { Change, Plan } from '../deliver/plan.ts';
import { describeSource } from '../infisical/explain-refusal.ts';
import type { FetchedSource } from '../infisical/fetch-sources.ts';
import type { RenderedOutput } from '../render/render.ts';
import type { Merged, Origin } from '../secrets/merge.ts';
import { quoteKey } from '../secrets/quote-key.ts';
import type { Selection } from '../secrets/select.ts';
import type { Spec } from '../spec/schema.ts';

/** What an apply did, by key names and paths: the object that `--json` prints. */
export interface ApplyResult {
  readonly app: string;
  readonly changed: boolean;
  readonly keys: readonly string[];
  readonly sources: readonly {
    readonly projectId: string;
    readonly environment: string;
    readonly path: string;
    readonly route: string;
    readonly keys: number;
  }[];
  readonly overrides: readonly { readonly key: string; readonly winner: string; readonly loser: string }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly format: string;
    readonly path: string;
    readonly keys: number;
    readonly change: 'created' | 'replaced' | 'unchanged';
  }[];
  /** What the consumers were asked to do. */
  readonly told?: string;
  readonly warnings: readonly string[];
  readonly durationMs: number;
}

interface Facts {
  readonly spec: Spec;
  readonly sources: readonly FetchedSource[];
  readonly merged: Merged;
  readonly selection: Selection;
  readonly outputs: readonly RenderedOutput[];
  readonly warnings: readonly string[];
  readonly plan: Plan;
  readonly told: string | undefined;
  readonly durationMs: number;
}

/** Gathers the result. Pure. */
export function summarise({
  spec,
  sources,
  merged,
  selection,
  outputs,
  warnings,
  plan,
  told,
  durationMs,
}: Facts): ApplyResult {
  return {
    app: spec.name,
    changed: plan.changes.length > 0,
    keys: selection.secrets.map(({ key }) => key),
    sources: spec.sources.map(({ projectId, environment, path }, index) => ({
      projectId,
      environment,
      path,
      route: sources[index]?.route ?? 'v4',
      keys: countKeys(sources[index]),
    })),
    overrides: merged.overrides.map(({ key, winner, loser }) => ({
      key,
      winner: describeOrigin(winner),
      loser: describeOrigin(loser),
    })),
    outputs: outputs.map(({ name, output, keys }) => ({
      name,
      format: output.format,
      path: output.path,
      keys: keys.length,
      change: outputChange(plan.changes.filter((change) => outputOf(change) === name)),
    })),
    ...(told !== undefined && { told }),
    warnings,
    durationMs,
  };
}

/** The summary for people. */
export function describeResult(result: ApplyResult): string {
  const seconds = (result.durationMs / 1000).toFixed(1);
  const lines = [
    `${result.app}: ${count(result.keys.length, 'key')} from ${count(result.sources.length, 'source')} in ${seconds} s`,
  ];
  for (const source of result.sources) {
    lines.push(`  read      ${describeSource(source)}: ${count(source.keys, 'key')} (API ${source.route})`);
  }
  for (const { key, winner, loser } of result.overrides.slice(0, 10)) {
    lines.push(`  override  ${quoteKey(key)}: ${winner} over ${loser}`);
  }
  if (result.overrides.length > 10) lines.push(`  override  ${result.overrides.length - 10} more`);
  for (const { change, path, format, keys } of result.outputs) {
    lines.push(`  ${change.padEnd(9)} ${path} (${format}, ${count(keys, 'key')})`);
  }
  if (result.told !== undefined) lines.push(`  told      ${result.told}`);
  return lines.join('\n');
}

function outputOf(change: Change): string {
  return change.kind === 'remove' ? change.output : change.file.output;
}

function outputChange(changes: readonly Change[]): 'created' | 'replaced' | 'unchanged' {
  if (changes.length === 0) return 'unchanged';
  return changes.every(({ kind }) => kind === 'create') ? 'created' : 'replaced';
}

function countKeys(source: FetchedSource | undefined): number {
  if (source === undefined) return 0;
  const { own, imports } = source.list;
  return new Set([...own, ...imports.flatMap(({ secrets }) => secrets)].map(({ key }) => key)).size;
}

/** "sources[1]", or "sources[0] (import of prod:/shared)". Names in an import come from the server. */
function describeOrigin({ source, importedFrom }: Origin): string {
  return importedFrom === undefined
    ? `sources[${source}]`
    : `sources[${source}] (import of ${quoteKey(importedFrom)})`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
