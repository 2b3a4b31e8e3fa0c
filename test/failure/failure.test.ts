import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/failure/exit-codes.ts';
import { Failure, failureCodes } from '../../src/failure/failure.ts';
import { toFailure } from '../../src/failure/program-bug.ts';
import { describeReason, type RefusalReason } from '../../src/render/refusal.ts';

describe('the exit codes', () => {
  test('are those of sysexits.h, which systemd prints by name', () => {
    expect(Object.values(exitCodes).map(({ number, name }) => `${number}/${name}`)).toEqual([
      ...[
        '0/OK',
        '64/USAGE',
        '65/DATAERR',
        '69/UNAVAILABLE',
        '70/SOFTWARE',
        '73/CANTCREAT',
        '74/IOERR',
        '77/NOPERM',
        '78/CONFIG',
      ],
    ]);
  });
  test('a retry is offered where it can mend something', () => {
    const retried = Object.values(exitCodes).filter(({ unitRetries }) => unitRetries);
    expect(retried.map(({ number }) => number)).toEqual([69, 70, 73, 74]);
  });
});

describe('the closed list of failures', () => {
  const tests = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !file.startsWith('failure'))
    .map((file) => readFileSync(join(import.meta.dirname, '..', file), 'utf8'))
    .join();
  // A bug has no test that brings it about; toFailure is tested below.
  test.each(Object.keys(failureCodes).filter((code) => code !== 'program-bug'))(
    '%s is brought about by a test',
    (code) => {
      expect(tests.includes(`'${code}`)).toBe(true);
    },
  );
});

describe('a message', () => {
  test('says first what to do, then what failed', () => {
    const failure = new Failure('spec-unreadable', { todo: 'give a path', what: 'it cannot be read' });
    expect(failure.message).toBe('Give a path: it cannot be read.');
    expect([failure.code, failure.exitCode.number, failure.details]).toEqual(['spec-unreadable', 78, []]);
  });
});

describe('what nobody threw on purpose', () => {
  test('becomes a bug without the message, which can quote a secret', () => {
    let thrown: unknown;
    try {
      JSON.parse('{"a": M4RKER\n    at M4RKER}');
    } catch (error) {
      thrown = error;
    }
    const failure = toFailure(thrown);
    expect(failure.message).toBe(
      'Report this bug of infisical-fetch, with the lines below: it stopped on an unexpected SyntaxError.',
    );
    expect(failure.details.length).toBeGreaterThan(0);
    expect(failure.details.join()).not.toContain('M4RKER');
    expect(failure.exitCode.number).toBe(70);
  });
  test('does not show a message that looks like a place in the code', () => {
    expect(toFailure(new Error('x\n    at M4RKER')).details.join()).not.toContain('M4RKER');
  });
  test.each(['a text', undefined, null, 7, { a: 1 }])('%j is a bug too', (thrown) => {
    expect(toFailure(thrown).code).toBe('program-bug');
  });
  test('a failure stays as it is', () => {
    const failure = new Failure('usage-wrong', { todo: 'x', what: 'y' });
    expect(toFailure(failure)).toBe(failure);
  });
});

test('every reason of a refusal has words of its own', () => {
  const reasons: RefusalReason[] = [
    ...([
      'name-not-identifier',
      'name-obeyed-by-service',
      'name-obeyed-by-engine',
      'name-obeyed-by-shell',
    ] as const),
    ...([
      'name-not-file-name',
      'name-too-long',
      'value-nul',
      'value-not-unicode',
      'value-noncharacter',
    ] as const),
    ...(['value-too-long', 'value-quotes-and-lines', 'value-spans-lines', 'value-not-xml'] as const),
  ];
  expect(new Set(reasons.map(describeReason)).size).toBe(reasons.length);
});
