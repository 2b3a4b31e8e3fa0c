import type * as z from 'zod/mini';
import { knownKeysAt } from './known-keys.ts';
import { nearestName } from './nearest-name.ts';

/** What is wrong at one place of the spec: the JSON path, what was found there and what is expected. */
export interface SpecProblem {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

type Issue = z.core.$ZodIssue;

/** Turns zod's issues into problems; {@link SpecProblem.found} never shows a value below `credentials`. */
export function explainIssues(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  document: unknown,
): SpecProblem[] {
  return issues.flatMap((issue) => explain(issue, schema, document));
}

/** "outputs.env.mode", "sources[0].path"; names that are not plain words are quoted, so that a path is one line. */
export function jsonPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(String(step))
        ? `.${String(step)}`
        : `[${JSON.stringify(step)}]`;
    })
    .join('');
  return text === '' ? 'the spec' : text.replace(/^\./, '');
}

function explain(issue: Issue, schema: z.core.$ZodType, document: unknown): SpecProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeysAt(schema, issue.path, document);
    return issue.keys.map((key) => unknownKey(issue.path, key, known));
  }
  const path = jsonPath(issue.path);
  return [{ path, found: describeFound(issue.path, document), expected: describeExpected(issue) }];
}

function unknownKey(parent: readonly PropertyKey[], key: string, known: readonly string[]): SpecProblem {
  const near = nearestName(key, known);
  const list = known.join(', ');
  return {
    path: jsonPath([...parent, key]),
    found: 'an unknown key',
    expected: near === undefined ? `one of ${list}` : `"${near}", or another of ${list}`,
  };
}

function describeExpected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'record'
        ? `at least ${issue.minimum} ${issue.origin === 'string' ? 'character' : 'entry'}`
        : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.map((option) => JSON.stringify(option)).join(', ')}`
        : 'another value';
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** A short description of what stands at the path. Whoever pastes a secret in place of its file must not see it again in a log. */
function describeFound(path: readonly PropertyKey[], document: unknown): string {
  const found = valueAt(path, document);
  if (found === undefined) return 'nothing';
  if (found === null) return 'null';
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : `a list of ${found.length}`;
  if (typeof found === 'object') return 'an object';
  if (path[0] === 'credentials' && typeof found === 'string') return `a text of ${found.length} characters`;
  const text = JSON.stringify(found);
  return text.length <= 80 ? text : `a text of ${text.length} characters`;
}

function valueAt(path: readonly PropertyKey[], document: unknown): unknown {
  let current = document;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}
