import { type OutputSpec, outputSchema } from '../../src/spec/schema.ts';

/** An output as the schema makes it from its format and the fields given. */
export function makeOutput(format: OutputSpec['format'], fields: Record<string, unknown> = {}): OutputSpec {
  return outputSchema.parse({ format, path: '/run/out', ...fields });
}
