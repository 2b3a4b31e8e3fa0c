import { dirname } from 'node:path';
import type { SpecProblem } from './explain-issues.ts';
import { jsonPath } from './explain-issues.ts';
import type { OutputSpec, Spec } from './schema.ts';
import { isLoopback, resolveServerUrl } from './server-url.ts';

/** Rules between the fields of a spec that is well formed as such. */
export function crossCheck(spec: Spec): SpecProblem[] {
  return [...checkServer(spec), ...checkTemplates(spec), ...checkOutputPaths(spec), ...checkNames(spec)];
}

/** Default path of the second file of `container-env`. */
export function companionPath(output: Extract<OutputSpec, { format: 'container-env' }>): string {
  return output.companionPath ?? `${output.path}.systemd`;
}

function checkServer(spec: Spec): SpecProblem[] {
  const url = resolveServerUrl(spec.server.url);
  if (url.protocol === 'https:' || isLoopback(url.hostname) || spec.server.allowPlainHttp) return [];
  return [
    {
      path: 'server.url',
      found: JSON.stringify(spec.server.url),
      expected:
        'an address with https:, because everybody on the way could read the secrets (server.allowPlainHttp = true permits it)',
    },
  ];
}

function checkTemplates(spec: Spec): SpecProblem[] {
  return Object.entries(spec.outputs).flatMap(([name, output]) => {
    if (output.format !== 'template') return [];
    const given = [output.template, output.templateFile].filter((field) => field !== undefined).length;
    if (given === 1) return [];
    const path = jsonPath(['outputs', name]);
    return [
      {
        path,
        found: given === 0 ? 'no template' : 'two templates',
        expected: 'either template or templateFile',
      },
    ];
  });
}

function checkOutputPaths(spec: Spec): SpecProblem[] {
  const outputs = Object.entries(spec.outputs);
  if (outputs.length === 0) return [{ path: 'outputs', found: 'no output', expected: 'at least one output' }];
  const problems: SpecProblem[] = [];
  const taken = new Map<string, string>();
  const directories = new Map(
    outputs.flatMap(([name, output]) =>
      output.format === 'files' ? [[output.path, jsonPath(['outputs', name])]] : [],
    ),
  );
  for (const [name, output] of outputs) {
    for (const [field, path] of outputPaths(output)) {
      const here = jsonPath(['outputs', name, field]);
      const other = taken.get(path) ?? directories.get(dirname(path));
      if (other === undefined) taken.set(path, here);
      else
        problems.push({
          path: here,
          found: JSON.stringify(path),
          expected: `another path than that of ${other}`,
        });
    }
  }
  return problems;
}

/** The paths that an output writes, each with its field in the spec. */
export function outputPaths(output: OutputSpec): [field: string, path: string][] {
  return output.format === 'container-env'
    ? [
        ['path', output.path],
        ['companionPath', companionPath(output)],
      ]
    : [['path', output.path]];
}

function checkNames(spec: Spec): SpecProblem[] {
  const problems: SpecProblem[] = [];
  const sourceOf = new Map<string, string>();
  for (const [from, to] of Object.entries(spec.keys.rename)) {
    const other = sourceOf.get(to);
    if (other === undefined) sourceOf.set(to, from);
    else {
      problems.push({
        path: jsonPath(['keys', 'rename', from]),
        found: JSON.stringify(to),
        expected: `another name than that of ${JSON.stringify(other)}`,
      });
    }
  }
  return problems;
}
