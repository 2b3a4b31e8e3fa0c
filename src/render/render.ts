import { Failure } from '../failure/failure.ts';
import { compileKeyPatterns } from '../secrets/key-pattern.ts';
import { quoteKey } from '../secrets/quote-key.ts';
import type { Secret } from '../secrets/select.ts';
import { companionPath } from '../spec/cross-check.ts';
import type { OutputFormat, OutputSpec } from '../spec/schema.ts';
import { encodeContainerLine, refuseForContainer } from './container-env.ts';
import { encodeDotenvLine, refuseForDotenv } from './dotenv.ts';
import { warnAboutSize } from './environment-size.ts';
import { refuseForFiles } from './files.ts';
import { encodeJson } from './json.ts';
import { describeReason, type Refusal, type RefusalReason } from './refusal.ts';
import { encodeShellLine, refuseForShell } from './shell.ts';
import { encodeSystemdLine, refuseForSystemd } from './systemd-env.ts';
import { encodeTemplate, refuseForTemplate, type Template, templateKeys } from './template.ts';

/** A file as it shall be. */
export interface RenderedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** One output, rendered: its files, and for `files` the directory that holds nothing else of ours. */
export interface RenderedOutput {
  readonly name: string;
  readonly output: OutputSpec;
  readonly files: readonly RenderedFile[];
  readonly keys: readonly string[];
  readonly warnings: readonly string[];
}

/** The output's template, read beforehand. */
export type Templates = ReadonlyMap<string, Template>;

/**
 * Renders every output, or none.
 *
 * @param secrets sorted by name
 * @throws Failure `secret-undeliverable`, which names each key, the reason and the formats that can carry it
 */
export function renderOutputs(
  secrets: readonly Secret[],
  outputs: Readonly<Record<string, OutputSpec>>,
  templates: Templates,
): RenderedOutput[] {
  const parts = Object.entries(outputs).map(([name, output]) => {
    const part = selectForOutput(secrets, output);
    return { name, output, part, refusals: refuse(part, output, templates.get(name)) };
  });
  const refused = parts.filter(({ refusals }) => refusals.length > 0);
  if (refused.length > 0) throw undeliverable(refused);
  return parts.map(({ name, output, part }) => ({
    name,
    output,
    files: encode(part, output, templates.get(name)),
    keys: keysOf(part, templates.get(name)),
    warnings: warnAboutSize(name, output.format, part),
  }));
}

function selectForOutput(secrets: readonly Secret[], output: OutputSpec): Secret[] {
  const isWanted = output.only === undefined ? () => true : compileKeyPatterns(output.only);
  const isExcluded = compileKeyPatterns(output.except);
  return secrets.filter(({ key }) => isWanted(key) && !isExcluded(key));
}

/** A template has the keys it names. */
function keysOf(part: readonly Secret[], template: Template | undefined): string[] {
  return template === undefined ? part.map(({ key }) => key) : templateKeys(template);
}

/** For each format the reason why it cannot carry a secret, or undefined. A template decides by placeholder. */
const refusers: Readonly<
  Record<Exclude<OutputFormat, 'template'>, (key: string, value: string) => RefusalReason | undefined>
> = {
  'container-env': refuseForContainer,
  'systemd-env': refuseForSystemd,
  shell: refuseForShell,
  dotenv: refuseForDotenv,
  json: () => undefined,
  files: refuseForFiles,
};

function refuse(secrets: readonly Secret[], output: OutputSpec, template: Template | undefined): Refusal[] {
  if (output.format === 'template') return template === undefined ? [] : refuseForTemplate(template, secrets);
  const refuser = refusers[output.format];
  return secrets.flatMap(({ key, value }) => {
    const reason = refuser(key, value.reveal());
    return reason === undefined ? [] : [{ key, reason }];
  });
}

function encode(
  secrets: readonly Secret[],
  output: OutputSpec,
  template: Template | undefined,
): RenderedFile[] {
  const lines = (encodeLine: (key: string, value: string) => string) =>
    Buffer.from(secrets.map(({ key, value }) => encodeLine(key, value.reveal())).join(''));
  switch (output.format) {
    case 'container-env':
      return [
        { path: output.path, content: lines((key, value) => encodeContainerLine(key, value).main) },
        {
          path: companionPath(output),
          content: lines((key, value) => encodeContainerLine(key, value).companion),
        },
      ];
    case 'systemd-env':
      return [{ path: output.path, content: lines(encodeSystemdLine) }];
    case 'shell':
      return [{ path: output.path, content: lines(encodeShellLine) }];
    case 'dotenv':
      return [{ path: output.path, content: lines(encodeDotenvLine) }];
    case 'json':
      return [{ path: output.path, content: Buffer.from(encodeJson(secrets)) }];
    case 'files':
      return secrets.map(({ key, value }) => ({
        path: `${output.path}/${key}`,
        content: Buffer.from(value.reveal()),
      }));
    case 'template':
      return template === undefined
        ? []
        : [{ path: output.path, content: Buffer.from(encodeTemplate(template, secrets)) }];
  }
}

interface RefusedOutput {
  readonly name: string;
  readonly output: OutputSpec;
  readonly part: readonly Secret[];
  readonly refusals: readonly Refusal[];
}

function undeliverable(refused: readonly RefusedOutput[]): Failure {
  const [first] = refused;
  const place = first === undefined ? 'outputs' : `outputs.${first.name}`;
  return new Failure('secret-undeliverable', {
    todo: `deliver the keys below in another format, rename them, or leave them out with ${place}.except`,
    what: `${refused.map(({ name, output }) => `outputs.${name} (${output.format})`).join(' and ')} cannot carry them without loss`,
    details: refused.flatMap((one) => one.refusals.map((refusal) => describeRefusal(one, refusal))),
  });
}

function describeRefusal({ output, part }: RefusedOutput, { key, reason }: Refusal): string {
  const value = part.find((secret) => secret.key === key)?.value.reveal() ?? '';
  const able = Object.entries(refusers)
    .filter(([format, refuser]) => format !== output.format && refuser(key, value) === undefined)
    .map(([format]) => format);
  const hint = able.length === 0 ? 'no format can carry it' : `can be carried by ${able.join(', ')}`;
  return `${quoteKey(key)}: ${describeReason(reason)}; ${hint}.`;
}
