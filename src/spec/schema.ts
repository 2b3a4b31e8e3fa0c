import * as z from 'zod/mini';
import {
  absolutePath,
  accountName,
  credentialFile,
  environmentSlug,
  fileMode,
  folderPath,
  keyPattern,
  nonEmpty,
  outputPath,
  projectId,
  serverUrl,
  unitName,
} from './fields.ts';

/** How an output's files are owned; the defaults are the account that runs the program and mode 0400. */
const ownership = {
  owner: z.optional(accountName),
  group: z.optional(accountName),
  mode: z._default(fileMode, '0400'),
};

/** Every output may take a part of the keys: a PEM into `files`, the rest into the environment. */
const selection = {
  only: z.optional(z.array(keyPattern)),
  except: z._default(z.array(keyPattern), []),
};

const common = { path: outputPath, ...ownership, ...selection };

const containerEnvironment = z.strictObject({
  format: z.literal('container-env'),
  ...common,
  /** File in `systemd-env` format for values that a line cannot hold; default: the path with `.systemd` added. */
  companionPath: z.optional(outputPath),
});

const template = z.strictObject({
  format: z.literal('template'),
  ...common,
  template: z.optional(z.string()),
  templateFile: z.optional(absolutePath),
});

/** One output: a file, a pair of files, or for `files` a directory. */
export const outputSchema = z.discriminatedUnion('format', [
  containerEnvironment,
  z.strictObject({ format: z.literal('systemd-env'), ...common }),
  z.strictObject({ format: z.literal('shell'), ...common }),
  z.strictObject({ format: z.literal('dotenv'), ...common }),
  z.strictObject({ format: z.literal('json'), ...common }),
  z.strictObject({ format: z.literal('files'), ...common }),
  template,
]);

const source = z.strictObject({
  projectId,
  environment: environmentSlug,
  path: z._default(folderPath, '/'),
  recursive: z._default(z.boolean(), false),
  imports: z._default(z.boolean(), true),
  /** `expand`: a reference that stays unresolved is a warning; `require`: it is an error; `literal`: values as stored. */
  references: z._default(z.enum(['expand', 'require', 'literal']), 'expand'),
  tags: z._default(z.array(nonEmpty), []),
  /** An empty list is usually a wrong path or a missing permission, so it is refused unless this says it is meant. */
  allowEmpty: z._default(z.boolean(), false),
});

const keys = z.strictObject({
  required: z._default(z.array(keyPattern), []),
  only: z.optional(z.array(keyPattern)),
  except: z._default(z.array(keyPattern), []),
  rename: z._default(z.record(nonEmpty, nonEmpty), {}),
  prefix: z._default(z.string(), ''),
});

const consumers = z.strictObject({
  /** systemd units that use the outputs. */
  units: z._default(z.array(unitName), []),
  /** What they are asked to do when `apply --notify` changed something. */
  onChange: z._default(z.enum(['restart', 'reload', 'none']), 'restart'),
});

const milliseconds = z.int().check(z.minimum(1), z.maximum(3_600_000));

const limits = z.strictObject({
  connectTimeoutMs: z._default(milliseconds, 10_000),
  answerTimeoutMs: z._default(milliseconds, 30_000),
  applyTimeoutMs: z._default(milliseconds, 90_000),
  /** Time within `applyTimeoutMs` during which failed requests are sent again; 0 means: never. */
  retryBudgetMs: z._default(z.int().check(z.minimum(0), z.maximum(3_600_000)), 60_000),
  answerBytes: z._default(z.int().check(z.minimum(1024), z.maximum(1_073_741_824)), 67_108_864),
});

/** Version 1 of the spec. The README explains each field; the NixOS module writes the same names. */
export const specSchema = z.strictObject({
  version: z.literal(1),
  name: z
    .string()
    .check(
      z.regex(
        /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
        'a name of letters, digits, "-", "_" and "." such as "myapp"',
      ),
    ),
  server: z.strictObject({
    url: z._default(serverUrl, 'us'),
    caFile: z.optional(absolutePath),
    allowPlainHttp: z._default(z.boolean(), false),
  }),
  credentials: z.strictObject({
    clientIdFile: credentialFile,
    clientSecretFile: credentialFile,
    organizationSlug: z.optional(nonEmpty),
  }),
  sources: z.array(source).check(z.minLength(1)),
  keys: z.prefault(keys, {}),
  outputs: z.record(z.string(), outputSchema),
  consumers: z.prefault(consumers, {}),
  limits: z.prefault(limits, {}),
  /** Directory for the lock and for what must survive between two applies; default `/run/infisical-fetch/<name>`. */
  runtimeDirectory: z.optional(absolutePath),
});

export type Spec = z.infer<typeof specSchema>;
export type SourceSpec = Spec['sources'][number];
export type OutputSpec = z.infer<typeof outputSchema>;
export type OutputFormat = OutputSpec['format'];
export type KeysSpec = Spec['keys'];
export type Limits = Spec['limits'];
