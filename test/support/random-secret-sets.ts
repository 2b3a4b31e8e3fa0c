import fc from 'fast-check';
import { SecretValue } from '../../src/secrets/secret-value.ts';
import type { Secret } from '../../src/secrets/select.ts';

/** Pieces that some consumer treats as more than text, weighted over ordinary characters. */
const nastyPieces = [
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '  ',
    '\u000b',
    '\f',
    '\u0001',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u00a0',
    '\ufeff',
  ],
  ...[
    "'",
    '"',
    '`',
    '\\',
    '\\\\',
    '\\n',
    '\\r',
    "\\'",
    '\\"',
    "'\\''",
    '$',
    '$$',
    '${A}',
    '$(id)',
    '`id`',
    '${A:-x}',
    '{{A}}',
  ],
  ...[
    '#',
    ' #',
    ';',
    '&',
    '|',
    '!',
    '!!',
    '%',
    '%n',
    '%25',
    '=',
    'A=b',
    'export A=b',
    '\nB=2',
    '\n#c',
    '\\\n',
    ':',
    '- ',
    '<',
    '>',
    ']]>',
  ],
  ...[
    '-----BEGIN X-----\nAT4w==\n-----END X-----\n',
    '{"a":"b\\n"}',
    'é',
    '日本',
    '🔑',
    '\u2028',
    '\ufffd',
    '\ud83d\ude00',
    '*',
    '?',
    '~',
    'true',
    'null',
    '0',
  ],
];

/** Values that formats refuse in part: NUL, half surrogates, noncharacters. */
const refusedPieces = ['\0', '\ud800', '\udc00', '\ufffe', '\ufdd0', '\u{1ffff}'];

const nastyValue = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...nastyPieces) },
      { weight: 3, arbitrary: fc.string() },
    ),
    {
      maxLength: 7,
    },
  )
  .map((pieces) => pieces.join(''));

const refusableValue = fc
  .tuple(nastyValue, fc.constantFrom(...refusedPieces), nastyValue)
  .map(([before, piece, after]) => before + piece + after);

/** One value: mostly nasty, now and then one that some format must refuse. */
export const secretText: fc.Arbitrary<string> = fc.oneof(
  { weight: 24, arbitrary: nastyValue },
  { weight: 1, arbitrary: refusableValue },
);

/** The texts of one set; 1 to 4 of them. */
const setOfTexts = fc.array(secretText, { minLength: 1, maxLength: 4 });

/** Makes a secret as the pipeline has it. */
export function secret(key: string, text: string): Secret {
  return { key, value: new SecretValue(text) };
}

/**
 * Random sets of secrets whose names are unique over all of them, so that the files of many sets can be read in one
 * start of a consumer: `S17_0`, `S17_1`, …
 */
export function* randomSecretSets(count: number, seed: number): Generator<Secret[]> {
  let index = 0;
  for (const texts of fc.sample(setOfTexts, { numRuns: count, seed })) {
    yield texts.map((text, position) => secret(`S${index}_${position}`, text));
    index += 1;
  }
}
