import { Failure } from '../failure/failure.ts';
import type { KeysSpec, SourceSpec } from '../spec/schema.ts';
import { compileKeyPattern, compileKeyPatterns } from './key-pattern.ts';
import type { Merged, MergedSecret } from './merge.ts';
import { quoteKey, quoteKeys } from './quote-key.ts';
import type { SecretValue } from './secret-value.ts';

/** A secret as outputs get it: under its final name. */
export interface Secret {
  readonly key: string;
  readonly value: SecretValue;
}

export interface Selection {
  /** Sorted by name, so that the same secrets give the same bytes: the server's order is that of random ids. */
  readonly secrets: readonly Secret[];
  readonly warnings: readonly string[];
}

/**
 * Chooses, checks and renames. All patterns and the left side of `rename` mean the names in Infisical; a renamed
 * key gets exactly the name given, every other key gets the prefix.
 *
 * @throws Failure `value-hidden`, `key-ambiguous`, `reference-unresolved`, `key-missing`; only keys that were
 *   chosen can fail
 */
export function selectSecrets(merged: Merged, keys: KeysSpec, sources: readonly SourceSpec[]): Selection {
  const isWanted = keys.only === undefined ? () => true : compileKeyPatterns(keys.only);
  const isExcluded = compileKeyPatterns(keys.except);
  const chosen = [...merged.secrets.values()].filter(({ key }) => isWanted(key) && !isExcluded(key));
  refuseHidden(chosen);
  refuseAmbiguous(chosen);
  const unresolved = findUnresolved(chosen, sources);
  refuseMissing(chosen, keys.required);
  return {
    secrets: rename(chosen, keys),
    warnings: [...unresolved, ...findEncoded(chosen), ...unusedPatterns(keys, [...merged.secrets.keys()])],
  };
}

function rename(chosen: readonly MergedSecret[], keys: KeysSpec): Secret[] {
  const renamed = new Map<string, Secret>();
  const newNames = new Map(Object.entries(keys.rename));
  for (const { key: original, value } of chosen) {
    const key = newNames.get(original) ?? keys.prefix + original;
    if (renamed.has(key)) {
      throw new Failure('key-ambiguous', {
        todo: `rename ${quoteKey(original)} to another name in keys.rename, or leave one of the two out with keys.except`,
        what: `two secrets would both be called ${quoteKey(key)}`,
      });
    }
    renamed.set(key, { key, value });
  }
  return [...renamed.values()].sort((left, right) => (left.key < right.key ? -1 : 1));
}

function refuseHidden(chosen: readonly MergedSecret[]): void {
  const hidden = chosen.filter((secret) => secret.hidden);
  if (hidden.length === 0) return;
  throw new Failure('value-hidden', {
    todo: 'give the machine identity a role that may read values and not only names, or leave these keys out with keys.except',
    what: `the server hides the values of ${quoteKeys(keysOf(hidden))}`,
  });
}

function refuseAmbiguous(chosen: readonly MergedSecret[]): void {
  const ambiguous = chosen.filter((secret) => secret.folders.length > 1);
  if (ambiguous.length === 0) return;
  throw new Failure('key-ambiguous', {
    todo: 'list the folders as sources of their own, in the order in which they shall win, instead of "recursive"',
    what: `more than one folder holds ${quoteKeys(keysOf(ambiguous))}`,
    details: ambiguous.map(
      ({ key, folders }) => `${quoteKey(key)} stands in ${folders.toSorted().join(' and ')}`,
    ),
  });
}

/** What Infisical takes for a reference; `${A:-b}` or `${ A }` are ordinary text to it. */
const reference = /\$\{[A-Za-z0-9_.@-]+\}/;

function findUnresolved(chosen: readonly MergedSecret[], sources: readonly SourceSpec[]): string[] {
  const unresolved = chosen.filter(
    ({ value, origin }) => sources[origin.source]?.references !== 'literal' && reference.test(value.reveal()),
  );
  const required = unresolved.filter(({ origin }) => sources[origin.source]?.references === 'require');
  if (required.length > 0) {
    throw new Failure('reference-unresolved', {
      todo: 'correct the references in Infisical (a name that does not exist, or that the identity may not read)',
      what: `a "\${…}" is left in ${quoteKeys(keysOf(required))}`,
    });
  }
  return unresolved.length === 0
    ? []
    : [`A "\${…}" is left in ${quoteKeys(keysOf(unresolved))}: is what it refers to missing?`];
}

/** Whether a value was encoded cannot be told from its text, so it is delivered as it came and named. */
function findEncoded(chosen: readonly MergedSecret[]): string[] {
  const encoded = chosen.filter((secret) => secret.encoded);
  if (encoded.length === 0) return [];
  const keys = quoteKeys(keysOf(encoded));
  return [
    `Infisical wrote the newlines of ${keys} as "\\n": switch off "multi line encoding" for it in Infisical.`,
  ];
}

function refuseMissing(chosen: readonly MergedSecret[], required: readonly string[]): void {
  const missing = required.filter((pattern) => {
    const fits = compileKeyPattern(pattern);
    return !chosen.some(({ key }) => fits(key));
  });
  if (missing.length === 0) return;
  throw new Failure('key-missing', {
    todo: `create ${quoteKeys(missing)} in Infisical, or correct keys.required`,
    what: `${missing.length === 1 ? 'a required key is' : `${missing.length} required keys are`} not among the ${chosen.length} keys of the sources`,
  });
}

/** A plain name that fits nothing is probably mistyped; a pattern may well fit nothing. */
function unusedPatterns(keys: KeysSpec, existing: readonly string[]): string[] {
  const named = [...(keys.only ?? []), ...keys.except, ...Object.keys(keys.rename)];
  const known = new Set(existing);
  const unused = [...new Set(named)].filter((name) => !/[*?]/.test(name) && !known.has(name));
  return unused.length === 0
    ? []
    : [`No source has ${quoteKeys(unused)}, which keys.only, except or rename names.`];
}

function keysOf(secrets: readonly { key: string }[]): string[] {
  return secrets.map(({ key }) => key);
}
