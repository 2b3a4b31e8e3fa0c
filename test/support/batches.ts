import { Failure } from '../../src/failure/failure.ts';
import { type RenderedFile, renderOutputs, type Templates } from '../../src/render/render.ts';
import { parseTemplate } from '../../src/render/template.ts';
import type { Secret } from '../../src/secrets/select.ts';
import type { OutputSpec } from '../../src/spec/schema.ts';

/** Many rendered sets that are read in one start of a consumer, and what it must find. */
export interface Batch {
  /** One entry per set, each with the files of its output in order. */
  readonly files: readonly (readonly RenderedFile[])[];
  readonly expected: ReadonlyMap<string, string>;
}

/** How a format is rendered in a test: a template differs with the keys of the set. */
export interface Rendering {
  readonly output: OutputSpec;
  template?(key: string): string;
}

/** One start of a program can take a little under 2 MiB of environment; this leaves room for its own. */
const batchBytes = 1_600_000;

/**
 * Renders each set by itself, as the program does, and gathers the results into batches. A set that the format refuses
 * is rendered again without the refused keys, so that every set reaches the reader.
 *
 * @param mostVariables for a reader whose time grows with the square of their number
 */
export function* renderBatches(
  sets: Iterable<Secret[]>,
  rendering: Rendering,
  mostVariables: number,
): Generator<Batch> {
  let files: (readonly RenderedFile[])[] = [];
  let expected = new Map<string, string>();
  let bytes = 0;
  for (const secrets of sets) {
    const rendered = renderCarriable(secrets, rendering);
    files.push(rendered.files);
    for (const { key, value } of rendered.carried) {
      expected.set(key, value.reveal());
      bytes += key.length + Buffer.byteLength(value.reveal()) + 10;
    }
    if (bytes < batchBytes && expected.size < mostVariables) continue;
    yield { files, expected };
    [files, expected, bytes] = [[], new Map(), 0];
  }
  if (files.length > 0) yield { files, expected };
}

/** The files of one set, and which of its secrets they carry. */
function renderCarriable(
  secrets: readonly Secret[],
  rendering: Rendering,
): { files: readonly RenderedFile[]; carried: readonly Secret[] } {
  try {
    const [rendered] = renderOutputs(secrets, { out: rendering.output }, makeTemplates(secrets, rendering));
    return { files: rendered?.files ?? [], carried: secrets };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'secret-undeliverable') throw error;
    const refused = new Set(error.details.map((detail) => /^"([^"]*)"/.exec(detail)?.[1]));
    return renderCarriable(
      secrets.filter(({ key }) => !refused.has(key)),
      rendering,
    );
  }
}

function makeTemplates(secrets: readonly Secret[], { template }: Rendering): Templates {
  if (template === undefined) return new Map();
  const text = secrets.map(({ key }) => template(key)).join('');
  return new Map([['out', parseTemplate(text, 'outputs.out')]]);
}

/** The first (or second) file of every set, one after the other. */
export function joined(batch: Batch, part = 0): Buffer {
  return Buffer.concat(batch.files.map((files) => files[part]?.content ?? Buffer.alloc(0)));
}

/** What the reader got wrong; at most five, with both sides, which are random texts here. */
export function findDifferences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, Buffer | string>,
): string[] {
  const differences: string[] = [];
  for (const [key, text] of expected) {
    const value = found.get(key);
    if (value === undefined) differences.push(`${key} is missing: ${JSON.stringify(text)}`);
    else if (typeof value === 'string' ? value !== text : !value.equals(Buffer.from(text))) {
      differences.push(`${key}: expected ${JSON.stringify(text)}, found ${JSON.stringify(value.toString())}`);
    }
  }
  for (const key of found.keys()) if (!expected.has(key)) differences.push(`${JSON.stringify(key)} appeared`);
  return differences.slice(0, 5);
}
