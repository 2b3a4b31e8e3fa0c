import * as z from 'zod/mini';

/**
 * The parts of Infisical's answers that we rely on. Unknown fields are ignored, because every release adds some;
 * a field we need that is missing or of another type makes the answer unexpected.
 */

/** Answer of the login. `expiresIn` is not needed: the token lives for one apply and is then revoked. */
export const loginSchema = z.object({ accessToken: z.string().check(z.minLength(1)) });

const item = z.object({
  secretKey: z.string(),
  secretValue: z.string(),
  type: z.optional(z.string()),
  secretPath: z.optional(z.string()),
  environment: z.optional(z.string()),
  workspace: z.optional(z.string()),
  version: z.optional(z.number()),
  /** Absent on servers of 2024. */
  secretValueHidden: z.optional(z.boolean()),
  /** Despite its name, true asks for encoding (contract section 3.6). */
  skipMultilineEncoding: z.nullish(z.boolean()),
});

export const listSchema = z.object({
  secrets: z.array(item),
  imports: z.optional(
    z.array(z.object({ environment: z.string(), secretPath: z.string(), secrets: z.array(item) })),
  ),
});

export const singleSchema = z.object({ secret: item });

/** Both shapes of errors (application and framework). `message` can be a list of zod issues and is not printed. */
export const errorSchema = z.object({
  error: z.optional(z.string()),
  message: z.optional(z.unknown()),
  reqId: z.optional(z.string()),
});

const environments = z.array(z.object({ slug: z.string() }));

/** A project, as `/api/v1/projects/{id}` and the older `/api/v1/workspace/{id}` give it. */
export const projectSchema = z.union([
  z.object({ project: z.object({ environments }) }),
  z.object({ workspace: z.object({ environments }) }),
]);

export type Item = z.infer<typeof item>;
export type ListAnswer = z.infer<typeof listSchema>;
