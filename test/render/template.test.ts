import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/failure/failure.ts';
import { renderOutputs } from '../../src/render/render.ts';
import { parseTemplate } from '../../src/render/template.ts';
import { makeOutput } from '../support/outputs.ts';
import { secret } from '../support/random-secret-sets.ts';

function fill(text: string, values: Record<string, string>): string {
  const secrets = Object.entries(values).map(([key, value]) => secret(key, value));
  const templates = new Map([['out', parseTemplate(text, 'outputs.out')]]);
  const [rendered] = renderOutputs(secrets, { out: makeOutput('template', { template: text }) }, templates);
  return rendered?.files[0]?.content.toString() ?? '';
}

function failure(text: string, values: Record<string, string>): string {
  try {
    return `accepted: ${fill(text, values)}`;
  } catch (error) {
    if (error instanceof Failure) return [error.code, error.message, ...error.details].join('\n');
    throw error;
  }
}

describe('placeholders', () => {
  test.each([
    ['a value', 'a={{secret:A}}\n', 'a=x y\n'],
    ['blanks inside', '{{ secret: A }}', 'x y'],
    ['twice', '{{secret:A}}{{secret:A}}', 'x yx y'],
    ['nothing to fill in', 'plain\n', 'plain\n'],
    ['an empty template', '', ''],
    [
      'placeholders of other programs stay',
      '{{ .Labels }} {{secret:A}} ${A} {{end}}',
      '{{ .Labels }} x y ${A} {{end}}',
    ],
    ['what is filled in is not read again', '{{secret:B}}', '{{secret:A}}'],
    ['json, for YAML and TOML too', '{{secret:C|json}}', '"a\\nb\\u007f\\"\\\\"'],
    ['shell', '{{secret:D|shell}}', "'it'\\''s'"],
    ['systemd', '{{secret:D|systemd}}', '"it\'s"'],
    ['url', '{{secret:E|url}}', 'a%20b%2F%3F%21%27%28%29%2A~'],
    ['base64', '{{secret:C|base64}}', Buffer.from('a\nb\u007f"\\').toString('base64')],
    ['xml', '{{secret:F|xml}}', '&#60;a&#38;&#34;&#39;&#10;&#62;'],
    ['raw spans lines', '{{secret:C|raw}}', 'a\nb\u007f"\\'],
  ])('%s', (_name, text, expected) => {
    const values = {
      A: 'x y',
      B: '{{secret:A}}',
      C: 'a\nb\u007f"\\',
      D: "it's",
      E: "a b/?!'()*~",
      F: '<a&"\'\n>',
    };
    expect(fill(text, values)).toBe(expected);
  });
});

describe('mistakes', () => {
  test.each([
    [
      'an unknown filter',
      '{{secret:A|jsn}}',
      /^template-invalid\nUse json instead of "jsn" in {{secret:A\|jsn}}: the template of outputs\.out/,
    ],
    [
      'a filter that is near to nothing',
      '{{secret:A|zzzzzz}}',
      /^template-invalid\nUse one of raw, json, shell/,
    ],
    ['no name', '{{secret:}}', /^template-invalid\nCorrect the placeholder/],
    ['two filters', '{{secret:A|json|url}}', /^template-invalid\nCorrect the placeholder/],
    ['a placeholder that is not closed', '{{secret:A\n}}', /^template-invalid\nClose every "{{secret:"/],
    [
      'a key that no source has',
      '{{secret:B}} {{secret:C}}',
      /^key-missing\nCreate "B", "C" in Infisical, or correct the template of outputs\.out/,
    ],
    [
      'two lines where one is safe',
      'a={{secret:A}}',
      /^secret-undeliverable\n[\s\S]*"A": the value spans lines.*\|raw/,
    ],
    ['a NUL', '{{secret:N}}', /^secret-undeliverable\n[\s\S]*NUL/],
    ['a control character in XML', '{{secret:X|xml}}', /^secret-undeliverable\n[\s\S]*XML/],
  ])('%s', (_name, text, expected) => {
    expect(failure(text, { A: 'M4RKER\nM4RKER', N: '\0', X: '\u0001' })).toMatch(expected);
    expect(failure(text, { A: 'M4RKER\nM4RKER', N: '\0', X: '\u0001' })).not.toContain('M4RKER');
  });
});
