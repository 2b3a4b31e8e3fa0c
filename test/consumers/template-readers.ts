import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Batch, joined } from '../support/batches.ts';
import { makeOutput } from '../support/outputs.ts';
import type { Reader } from './readers.ts';

/** Readers of templates, one per filter: each filter promises a target, and the target's own parser is asked. */
export const templateReaders: readonly Reader[] = [
  pythonReader(
    'json',
    'tomllib',
    (key) => `${key} = {{secret:${key}|json}}\n`,
    'import tomllib; d = tomllib.loads(t)',
  ),
  pythonReader(
    'xml',
    'xml.etree.ElementTree',
    (key) => `<s n="${key}" v="{{secret:${key}|xml}}">{{secret:${key}|xml}}</s>`,
    [
      'import xml.etree.ElementTree as E',
      'd = {s.get("n"): (s.text or "") if (s.text or "") == s.get("v") else "differ" for s in E.fromstring("<r>" + t + "</r>")}',
    ].join('\n'),
  ),
  pythonReader(
    'url',
    'urllib.parse',
    (key) => `${key}={{secret:${key}|url}}&`,
    'import urllib.parse as u; d = dict(u.parse_qsl(t.rstrip("&"), keep_blank_values=True, max_num_fields=10**7))',
  ),
  pythonReader(
    'base64',
    'base64',
    (key) => `${key} {{secret:${key}|base64}}\n`,
    'import base64; d = {l.split(" ")[0]: base64.b64decode(l.split(" ")[1], validate=True).decode() for l in t.splitlines()}',
  ),
  {
    name: 'template |json: JSON.parse',
    rendering: rendering((key) => `{"key": "${key}", "value": {{secret:${key}|json}}}\n`),
    mostVariables: Number.POSITIVE_INFINITY,
    absence: () => undefined,
    async read(batch) {
      return new Map(lines(batch).map((line): [string, string] => readPair(JSON.parse(line))));
    },
  },
  {
    name: 'template |shell: bash',
    rendering: rendering((key) => `printf '%s\\0%s\\0' ${key} {{secret:${key}|shell}}\n`),
    mostVariables: Number.POSITIVE_INFINITY,
    absence: () => (spawnSync('bash', ['-c', 'true']).status === 0 ? undefined : 'bash is not installed'),
    async read(batch, makeDirectory) {
      const script = join(makeDirectory(), 'script');
      writeFileSync(script, joined(batch));
      const stdout = execFileSync('bash', [script], {
        stdio: ['ignore', 'pipe', 'inherit'],
        maxBuffer: 1 << 26,
      });
      const words = stdout.toString().split('\0');
      return new Map(
        words.flatMap((word, index): [string, string][] =>
          index % 2 === 0 && index + 1 < words.length ? [[word, words[index + 1] ?? '']] : [],
        ),
      );
    },
  },
];

function rendering(template: (key: string) => string): Reader['rendering'] {
  return { output: makeOutput('template', { template: '' }), template };
}

/** @param program Python that makes the dictionary `d` from the text `t` */
function pythonReader(
  filter: string,
  module: string,
  template: (key: string) => string,
  program: string,
): Reader {
  const script = `import sys, json\nt = sys.stdin.buffer.read().decode()\n${program}\njson.dump(d, sys.stdout)`;
  return {
    name: `template |${filter}: Python's ${module}`,
    rendering: rendering(template),
    mostVariables: Number.POSITIVE_INFINITY,
    absence: () =>
      spawnSync('python3', ['-c', `import ${module}`]).status === 0
        ? undefined
        : `python3 with ${module} is not installed`,
    async read(batch) {
      const output = execFileSync('python3', ['-c', script], { input: joined(batch), maxBuffer: 1 << 28 });
      const document: Record<string, string> = JSON.parse(output.toString());
      return new Map(Object.entries(document));
    },
  };
}

function lines(batch: Batch): string[] {
  return joined(batch)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

function readPair(document: { key: string; value: string }): [string, string] {
  return [document.key, document.value];
}
