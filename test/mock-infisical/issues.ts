import { isRecord } from './is-record.ts';
import { type Issue, Refusal } from './refusal.ts';
import type { MockRequest } from './request.ts';

/** Reads parameters, collecting what is wrong with them as the server's schema check does. */
export interface ParameterReader {
  text(name: string): string | undefined;
  flag(name: string, fallback: boolean): boolean;
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice;
  /** Adds the issue of a required parameter that is absent. */
  missing(name: string): void;
  /** Refuses the request when anything was wrong. */
  finish(): void;
}

/** A reader of the query. Unknown parameters are never looked at, as on a real server. */
export function queryReader(request: MockRequest): ParameterReader {
  const issues: Issue[] = [];
  const text = (name: string): string | undefined => {
    const values = request.query.getAll(name);
    if (values.length > 1) {
      issues.push(typeIssue([name], 'string', 'array'));
    }
    return values[0];
  };
  const choice = <Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice => {
    const given = text(name);
    const chosen = choices.find((option) => option === given);
    if (given !== undefined && chosen === undefined) {
      issues.push(choiceIssue(name, choices, given));
    }
    return chosen ?? fallback;
  };
  return {
    text,
    choice,
    flag: (name, fallback) => choice(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true',
    missing: (name) => issues.push(typeIssue([name], 'string', 'undefined')),
    finish: () => refuseIssues(issues),
  };
}

/** Reads the fields of a body, collecting what is wrong with them. */
export interface BodyReader {
  /** The trimmed text; empty when there is an issue with it. */
  text(name: string): string;
  /** Refuses the request when anything was wrong. */
  finish(): void;
}

/**
 * A reader of a parsed body; refuses one that is not an object. `emptyAllowed`: the schema of September 2024
 * lets an empty text through (recorded: 030), later ones do not.
 */
export function bodyReader(body: unknown, emptyAllowed: boolean): BodyReader {
  if (!isRecord(body)) {
    throw new Refusal('request-invalid', { issues: [typeIssue([], 'object', typeName(body))] });
  }
  const issues: Issue[] = [];
  const text = (name: string): string => {
    const value = body[name];
    if (typeof value !== 'string') {
      issues.push(typeIssue([name], 'string', typeName(value)));
      return '';
    }
    if (value.trim() === '' && !emptyAllowed) {
      issues.push(emptyIssue(name));
    }
    return value.trim();
  };
  return { text, finish: () => refuseIssues(issues) };
}

function refuseIssues(issues: readonly Issue[]): void {
  if (issues.length > 0) {
    throw new Refusal('request-invalid', { issues });
  }
}

function typeIssue(path: readonly string[], expected: string, received: string): Issue {
  const message = received === 'undefined' ? 'Required' : `Expected ${expected}, received ${received}`;
  return { code: 'invalid_type', expected, received, path, message };
}

function emptyIssue(name: string): Issue {
  return { code: 'too_small', path: [name], message: 'String must contain at least 1 character(s)' };
}

function choiceIssue(name: string, options: readonly string[], received: string): Issue {
  const expected = options.map((option) => `'${option}'`).join(' | ');
  const message = `Invalid enum value. Expected ${expected}, received '${received}'`;
  return { received, code: 'invalid_enum_value', options, path: [name], message };
}

function typeName(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'array' : typeof value;
}
