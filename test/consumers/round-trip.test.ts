import { describe, expect, test } from 'vitest';
import { findDifferences, renderBatches } from '../support/batches.ts';
import { randomSecretSets } from '../support/random-secret-sets.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { vectorSets } from '../support/vectors.ts';
import { type Reader, readers } from './readers.ts';
import { templateReaders } from './template-readers.ts';

/**
 * Every format is read back by programs that are not ours: what a format does not refuse must arrive byte for byte, and
 * nothing else may appear. The random sets are weighted to texts that some grammar takes for more than text.
 */

const setsPerReader = 100_000;
const timeLimitMs = 240_000;

/** Change it to explore; the sets are the same for everybody otherwise. */
const seed = Number(process.env['SEED'] ?? 20261120);

async function roundTrip(
  reader: Reader,
  sets: Iterable<ReturnType<typeof randomSecretSets> extends Generator<infer S> ? S : never>,
) {
  const counted = { sets: 0, secrets: 0, differences: [] as string[] };
  for (const batch of renderBatches(sets, reader.rendering, reader.mostVariables)) {
    const found = await reader.read(batch, temporaryDirectory);
    counted.sets += batch.files.length;
    counted.secrets += batch.expected.size;
    counted.differences.push(...findDifferences(batch.expected, found));
    if (counted.differences.length > 0) break;
  }
  return counted;
}

describe.each([...readers, ...templateReaders])('$name', (reader) => {
  test('delivers every measured vector', { timeout: timeLimitMs }, async (context) => {
    const absence = reader.absence();
    if (absence !== undefined) context.skip(absence);
    const { secrets, differences } = await roundTrip(reader, vectorSets());
    expect(differences).toEqual([]);
    expect(secrets).toBeGreaterThan(1500);
  });

  test(`delivers ${setsPerReader} random sets`, { timeout: timeLimitMs }, async (context) => {
    const absence = reader.absence();
    if (absence !== undefined) context.skip(absence);
    const { sets, secrets, differences } = await roundTrip(reader, randomSecretSets(setsPerReader, seed));
    expect(differences).toEqual([]);
    expect(sets).toBe(setsPerReader);
    // Refusals are rare: a format that refuses everything would pass the comparison.
    expect(secrets).toBeGreaterThan(setsPerReader * 2);
  });
});
