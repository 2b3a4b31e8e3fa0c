import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { renderOutputs } from '../../src/render/render.ts';
import { parseTemplate } from '../../src/render/template.ts';
import type { Secret } from '../../src/secrets/select.ts';
import type { OutputSpec } from '../../src/spec/schema.ts';
import { makeOutput } from '../support/outputs.ts';
import { secret, secretText } from '../support/random-secret-sets.ts';

/**
 * Whoever may edit a project chooses names and values. Whatever they are, a file either is refused or defines exactly
 * the variables that were asked for: no value becomes a second line, another variable, a command or a path.
 */

const hostileName = fc.oneof(
  fc.constantFrom(
    'A',
    'B',
    'PATH',
    'BASH_ENV',
    'A=B',
    'A\nB=1',
    '',
    '..',
    'a/b',
    '__proto__',
    'LD_PRELOAD',
    'K*',
    '*',
    '# A',
    'export A',
  ),
  fc.string({ maxLength: 6 }),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,4}$/),
);

const hostileSet = fc
  .uniqueArray(fc.tuple(hostileName, secretText), { selector: ([name]) => name, maxLength: 5 })
  .map((pairs) => pairs.map(([name, text]) => secret(name, text)));

/** The files of the set, or nothing when it was refused. */
function render(format: OutputSpec['format'], secrets: readonly Secret[]): string[] {
  try {
    const [rendered] = renderOutputs(secrets, { out: makeOutput(format) }, new Map());
    return (rendered?.files ?? []).map(({ content }) => content.toString());
  } catch (error) {
    if (error instanceof Failure && error.code === 'secret-undeliverable') return [];
    throw error;
  }
}

function holds(
  format: OutputSpec['format'],
  property: (files: string[], secrets: readonly Secret[]) => boolean,
): void {
  fc.assert(
    fc.property(hostileSet, (secrets) => {
      const files = render(format, secrets);
      return files.length === 0 || property(files, secrets);
    }),
    { numRuns: 3000 },
  );
}

describe('hostile names and values', () => {
  test('container-env has one line a key, and it begins with that key', () => {
    holds('container-env', ([main = ''], secrets) => {
      const lines = main === '' ? [] : main.replace(/\n$/, '').split('\n');
      return (
        lines.length === secrets.length &&
        secrets.every(({ key }, index) => lines[index] === key || lines[index]?.startsWith(`${key}=`))
      );
    });
  });

  test('a bare key in container-env always has its value in the companion', () => {
    holds('container-env', ([main = '', companion = '']) => {
      const bare = main.split('\n').filter((line) => line !== '' && !line.includes('='));
      return bare.every((key) => companion.startsWith(`${key}="`) || companion.includes(`\n${key}="`));
    });
  });

  test.each(['systemd-env', 'shell'] as const)(
    '%s: taking the quoted parts away leaves one assignment a line',
    (format) => {
      // An independent reading of the two grammars: a quoted part with its escapes is taken away as a whole.
      const quoted = format === 'systemd-env' ? /"(?:\\[\s\S]|[^"\\])*"/g : /'[^']*'(?:\\'(?:'[^']*'))*/g;
      holds(format, ([text = ''], secrets) => {
        const rest = text.replace(quoted, '').trimEnd();
        return rest === secrets.map(({ key }) => `${key}=`).join('\n');
      });
    },
  );

  test('files are written below their directory only', () => {
    fc.assert(
      fc.property(hostileSet, (secrets) => {
        try {
          const [rendered] = renderOutputs(secrets, { out: makeOutput('files') }, new Map());
          return (rendered?.files ?? []).every(
            ({ path }) => /^\/run\/out\/[^/]+$/.test(path) && !/\/\.\.?$/.test(path),
          );
        } catch (error) {
          return error instanceof Failure;
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('a placeholder without a filter never adds a line', () => {
    fc.assert(
      fc.property(secretText, (text) => {
        const templates = new Map([['out', parseTemplate('before {{secret:A}} after\n', 'outputs.out')]]);
        try {
          const output = makeOutput('template', { template: '' });
          const [rendered] = renderOutputs([secret('A', text)], { out: output }, templates);
          return (rendered?.files[0]?.content.toString() ?? '').split(/\r\n|\r|\n/).length === 2;
        } catch (error) {
          return error instanceof Failure;
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('no message about a refusal shows a value', () => {
    fc.assert(
      fc.property(hostileName, secretText, (name, text) => {
        const value = `M4RKER${text}\0`;
        try {
          renderOutputs([secret(name, value)], { out: makeOutput('systemd-env') }, new Map());
          return false;
        } catch (error) {
          return error instanceof Failure && !`${error.message}${error.details.join()}`.includes('M4RKER');
        }
      }),
    );
  });
});
