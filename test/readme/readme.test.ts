import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commandTable } from '../../src/commands/command-table.ts';
import { exitCodes } from '../../src/failure/exit-codes.ts';
import { parseTemplate } from '../../src/render/template.ts';
import { templateFilters } from '../../src/render/template-filters.ts';
import { parseSpec } from '../../src/spec/read-spec.ts';
import { outputSchema, specSchema } from '../../src/spec/schema.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The first cells of a table's rows, without back quotes, by the heading that stands above the table. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = readme.split(`## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .filter(([first]) => first !== '---');
}

describe('the README', () => {
  test('has an example spec that is valid, as is its template', () => {
    const json = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const spec = parseSpec(json, 'README.md');
    expect(Object.keys(spec.outputs)).toHaveLength(3);
    for (const [name, output] of Object.entries(spec.outputs)) {
      if (output.format === 'template') parseTemplate(output.template ?? '', name);
    }
  });

  test('says which exit status means what, as the code does', () => {
    const [, ...rows] = tableUnder('Exit status');
    expect(rows).toEqual(
      Object.values(exitCodes).map(({ number, name, when, unitRetries }) => [
        String(number),
        name,
        when,
        unitRetries ? 'yes' : 'no',
      ]),
    );
  });

  test('has a row for every format and names every filter', () => {
    const [, ...rows] = tableUnder('Formats');
    const formats = outputSchema._zod.def.options.map((option) => option.shape.format._zod.def.values[0]);
    expect(rows.map(([first]) => first?.replaceAll('`', ''))).toEqual(formats);
    for (const filter of Object.keys(templateFilters))
      if (filter !== 'line') expect(readme).toContain(`\`|${filter}\``);
  });

  test('has a row for every field of the spec, and names the limits', () => {
    for (const field of Object.keys(specSchema.shape))
      expect(readme).toMatch(new RegExp(`\`"?${field}|"${field}"`));
    for (const limit of [
      'connectTimeoutMs',
      'answerTimeoutMs',
      'applyTimeoutMs',
      'retryBudgetMs',
      'answerBytes',
    ]) {
      expect(readme).toContain(`\`${limit}\``);
    }
  });

  test('names every command with its options', () => {
    const rows = tableUnder('How it works').map((cells) => cells.join(' '));
    for (const [name, { positionals, options }] of Object.entries(commandTable)) {
      const row = rows.find((text) => text.startsWith(`\`${[name, ...positionals].join(' ')}\``)) ?? '';
      for (const option of Object.keys(options))
        expect(`${name}: ${row}${option === 'json' ? '--json' : ''}`).toContain(`--${option}`);
    }
  });

  test('names the scripts that exist', () => {
    const [, ...rows] = tableUnder('Development');
    expect(rows.map(([first]) => first?.replaceAll('`', '')).sort()).toEqual(
      Object.keys(packageJson.scripts).sort(),
    );
  });

  test('gives a reason for every run-time dependency, and there are two', () => {
    expect(Object.keys(packageJson.dependencies)).toEqual(['undici', 'zod']);
    for (const name of Object.keys(packageJson.dependencies)) expect(readme).toContain(`[${name}]`);
  });
});
