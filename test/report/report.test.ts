import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { openReport } from '../../src/report/report.ts';

function said(style: 'terminal' | 'journal', say: (report: ReturnType<typeof openReport>) => void): string {
  let text = '';
  say(
    openReport(style, (more) => {
      text += more;
    }),
  );
  return text;
}

const failure = new Failure('server-failing', {
  todo: 'check it',
  what: 'it failed',
  details: ['one', 'two'],
});

describe('the journal', () => {
  test.each([
    ['a piece of news', '<6>done\n', (report: ReturnType<typeof openReport>) => report.info('done')],
    ['news in two lines', '<6>a\n<6>b\n', (report: ReturnType<typeof openReport>) => report.info('a\nb')],
    ['a warning', '<4>careful\n', (report: ReturnType<typeof openReport>) => report.warn('careful')],
    [
      'a failure',
      '<3>Check it: it failed.\n<3>  one\n<3>  two\n<3>  (server-failing, exit status 69/UNAVAILABLE)\n',
      (report: ReturnType<typeof openReport>) => report.fail(failure),
    ],
  ])('%s', (_name, expected, say) => {
    expect(said('journal', say)).toBe(expected);
  });
});

test('a terminal gets words in place of numbers', () => {
  expect(said('terminal', (report) => report.info('done'))).toBe('done\n');
  expect(said('terminal', (report) => report.warn('careful'))).toMatch(/warning:\S* careful\n$/);
  expect(said('terminal', (report) => report.fail(failure))).toMatch(
    /error:\S* Check it: it failed\.\n {2}one\n/,
  );
});
