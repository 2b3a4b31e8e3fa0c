import { readFileSync } from 'node:fs';
import { readCredentials } from '../credentials/read-credentials.ts';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import { type Fetched, fetchSources } from '../infisical/fetch-sources.ts';
import type { RetryContext } from '../infisical/retry.ts';
import { type RenderedOutput, renderOutputs } from '../render/render.ts';
import { parseTemplate, type Template } from '../render/template.ts';
import { type Merged, mergeSources } from '../secrets/merge.ts';
import { type Selection, selectSecrets } from '../secrets/select.ts';
import type { Spec } from '../spec/schema.ts';
import type { Context } from './context.ts';

/** The pure middle of an apply, and what it was made from. */
export interface FetchedAndRendered {
  readonly fetched: Fetched;
  readonly merged: Merged;
  readonly selection: Selection;
  readonly outputs: readonly RenderedOutput[];
  readonly warnings: readonly string[];
}

/** Credentials, login, list, merge, select, render: all that `apply` and `check --online` have in common. */
export async function fetchAndRender(
  spec: Spec,
  context: Context,
  signal: AbortSignal,
): Promise<FetchedAndRendered> {
  const templates = readTemplates(spec);
  const credentials = readCredentials(spec.credentials, context.environment, context.report.warn);
  const fetched = await fetchSources(
    spec,
    credentials,
    makeRetryContext(spec, context, signal),
    context.environment,
  );
  try {
    const merged = mergeSources(fetched.sources.map(({ list }) => list));
    const selection = selectSecrets(merged, spec.keys, spec.sources);
    const outputs = renderOutputs(selection.secrets, spec.outputs, templates);
    const warnings = [...selection.warnings, ...outputs.flatMap((output) => output.warnings)];
    return { fetched, merged, selection, outputs, warnings };
  } catch (error) {
    await fetched.finish();
    throw error;
  }
}

/** Reads and checks the templates of all `template` outputs. */
export function readTemplates(spec: Spec): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  for (const [name, output] of Object.entries(spec.outputs)) {
    if (output.format !== 'template') continue;
    const text = output.template ?? readTemplateFile(output.templateFile ?? '', name);
    templates.set(name, parseTemplate(text, `outputs.${name}`));
  }
  return templates;
}

function readTemplateFile(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('template-invalid', {
      todo: `make sure that ${file} exists and can be read, or correct outputs.${name}.templateFile`,
      what: `the template cannot be read (${errorCode(error)})`,
    });
  }
}

function makeRetryContext(spec: Spec, context: Context, signal: AbortSignal): RetryContext {
  return {
    clock: context.clock,
    signal,
    retryUntilMs: context.clock.now() + spec.limits.retryBudgetMs,
    onRetry({ request, outcome, attempt, delayMs }) {
      const path = request.path.replace(/\?.*/s, '');
      const reason =
        outcome.kind === 'answer' ? `answered ${outcome.answer.status}` : `failed (${outcome.fault.reason})`;
      const pause = (delayMs / 1000).toFixed(1);
      context.report.info(
        `${request.method} ${path} ${reason} on try ${attempt}; trying again in ${pause} s.`,
      );
    },
  };
}
