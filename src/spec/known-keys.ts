import * as z from 'zod/mini';

/**
 * The keys that the schema knows at a place, for the hint after an unknown one.
 *
 * @param schema the schema of the whole document
 * @param path where the unknown key stands
 * @param document the document, which decides between the members of a union
 */
export function knownKeysAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  document: unknown,
): string[] {
  let current = resolve(schema, document);
  let value = document;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
    const next = child(current, step);
    if (next === undefined) return [];
    current = resolve(next, value);
  }
  return current instanceof z.core.$ZodObject ? Object.keys(current._zod.def.shape) : [];
}

function child(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.core.$ZodObject) return schema._zod.def.shape[String(step)];
  if (schema instanceof z.core.$ZodRecord) return schema._zod.def.valueType;
  if (schema instanceof z.core.$ZodArray) return schema._zod.def.element;
  return undefined;
}

/** Takes off defaults and optionals, and picks the member of a union whose discriminator fits the value. */
function resolve(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault
  ) {
    return resolve(schema._zod.def.innerType, value);
  }
  if (schema instanceof z.core.$ZodDiscriminatedUnion) {
    const name = schema._zod.def.discriminator;
    const tag = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    const member = schema._zod.def.options.find((option) => accepts(option, name, tag));
    return member === undefined ? schema : resolve(member, value);
  }
  return schema;
}

function accepts(option: z.core.$ZodType, discriminator: string, tag: unknown): boolean {
  const field = option instanceof z.core.$ZodObject ? option._zod.def.shape[discriminator] : undefined;
  return field instanceof z.core.$ZodLiteral && field._zod.def.values.some((value) => value === tag);
}
