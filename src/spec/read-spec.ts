import { readFileSync } from 'node:fs';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import { crossCheck } from './cross-check.ts';
import { explainIssues, type SpecProblem } from './explain-issues.ts';
import { type Spec, specSchema } from './schema.ts';

/**
 * Reads and checks a spec.
 *
 * @param file path of the JSON file
 * @throws Failure `spec-unreadable` or `spec-invalid`, which names every problem with its JSON path
 */
export function readSpec(file: string): Spec {
  return parseSpec(readText(file), file);
}

/** The pure part of {@link readSpec}: `label` names the text in messages. */
export function parseSpec(text: string, label: string): Spec {
  const document = parseJson(text, label);
  const parsed = specSchema.safeParse(document);
  if (!parsed.success) throw invalid(label, explainIssues(parsed.error.issues, specSchema, document));
  const problems = crossCheck(parsed.data);
  if (problems.length > 0) throw invalid(label, problems);
  return parsed.data;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('spec-unreadable', {
      todo: 'give the path of a spec that can be read',
      what: `${file} cannot be read (${errorCode(error)})`,
    });
  }
}

function parseJson(text: string, label: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Only the position is taken from V8's message: the rest quotes the text.
    const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    const line =
      position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`;
    throw new Failure('spec-unreadable', {
      todo: 'correct the JSON of the spec',
      what: `${label} is not valid JSON${line}`,
    });
  }
}

function invalid(label: string, problems: readonly SpecProblem[]): Failure {
  const [first, ...others] = problems;
  if (first === undefined || others.length > 0) {
    return new Failure('spec-invalid', {
      todo: `correct the spec ${label}`,
      what: `it has ${problems.length} mistakes`,
      details: problems.map(
        (problem) => `${problem.path}: found ${problem.found}, expected ${problem.expected}`,
      ),
    });
  }
  return new Failure('spec-invalid', {
    todo: `correct ${first.path} in the spec ${label}`,
    what: `found ${first.found}, expected ${first.expected}`,
  });
}
