import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Secret } from '../../src/secrets/select.ts';
import { secret } from './random-secret-sets.ts';

const vectorSchema = z.array(
  z.object({
    case: z.string(),
    consumer: z.string(),
    version: z.string(),
    expect: z.record(z.string(), z.unknown()),
  }),
);

/** Names and values that a real consumer delivered from some file: values worth carrying. */
export interface Vector {
  readonly label: string;
  readonly values: readonly { readonly name: string; readonly text: string }[];
}

/** The measured vectors with values that can come from JSON: valid UTF-8. Errors have none. */
export function readVectors(): Vector[] {
  const url = new URL('../fixtures/env-vectors.json', import.meta.url);
  return vectorSchema
    .parse(JSON.parse(readFileSync(url, 'utf8')))
    .flatMap(({ case: name, consumer, version, expect }) => {
      const values = Object.entries(expect).flatMap(([key, base64]) => {
        const bytes = Buffer.from(typeof base64 === 'string' && key !== 'error' ? base64 : '', 'base64');
        const text = bytes.toString('utf8');
        return key !== 'error' && Buffer.from(text).equals(bytes) ? [{ name: key, text }] : [];
      });
      return values.length === 0 ? [] : [{ label: `${consumer} ${version} ${name}`, values }];
    });
}

/** The vectors as sets of secrets with names that are unique over all: `V12_0`. The names are tested apart. */
export function* vectorSets(): Generator<Secret[]> {
  for (const [index, { values }] of readVectors().entries()) {
    yield values.map(({ text }, position) => secret(`V${index}_${position}`, text));
  }
}
