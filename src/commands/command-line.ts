import { parseArgs } from 'node:util';
import { Failure } from '../failure/failure.ts';
import { quoteKey } from '../secrets/quote-key.ts';
import { nearestName } from '../spec/nearest-name.ts';
import type { Telling } from './apply.ts';
import { type CommandName, commandTable, isCommandName } from './command-table.ts';

/** What the command line asks for. */
export type Command =
  | { readonly name: 'help'; readonly topic: CommandName | undefined }
  | { readonly name: 'version' }
  | { readonly name: 'apply'; readonly specFile: string; readonly telling: Telling; readonly json: boolean }
  | { readonly name: 'check'; readonly specFile: string; readonly online: boolean; readonly json: boolean }
  | { readonly name: 'demo'; readonly directory: string | undefined };

const helpFlags = ['-h', '--help', 'help'];

/**
 * Understands the command line.
 *
 * @param words without the program's own name
 * @throws Failure `usage-wrong`, with the nearest command or option that exists
 */
export function parseCommandLine(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === undefined)
    throw usage('name a command', `there is none; known are ${commandNames().join(', ')}`);
  if (helpFlags.includes(first)) {
    const topic = rest[0];
    return { name: 'help', topic: topic !== undefined && isCommandName(topic) ? topic : undefined };
  }
  if (first === '--version' || first === '-V') return { name: 'version' };
  if (!isCommandName(first)) throw unknown('command', first, commandNames());
  if (rest.includes('--help') || rest.includes('-h')) return { name: 'help', topic: first };
  const { flags, texts, positionals } = parseWords(first, rest);
  const specFile = positionals[0] ?? '';
  const json = flags.has('json');
  switch (first) {
    case 'apply':
      return { name: 'apply', specFile, json, telling: readTelling(flags) };
    case 'check':
      return { name: 'check', specFile, json, online: flags.has('online') };
    case 'demo':
      return { name: 'demo', directory: texts.get('directory') };
  }
}

function readTelling(flags: ReadonlySet<string>): Telling {
  if (flags.has('notify') && flags.has('starting'))
    throw usage('write either --notify or --starting', 'there are both');
  return flags.has('notify') ? 'now' : flags.has('starting') ? 'needless' : 'later';
}

interface ParsedWords {
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}

function parseWords(command: CommandName, words: readonly string[]): ParsedWords {
  const entry = commandTable[command];
  const options: Readonly<Record<string, { type: 'boolean' | 'string' }>> = entry.options;
  // Not strict: the reasons of parseArgs for a refusal know no nearest name.
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Set<string>();
  const texts = new Map<string, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined)
      throw unknown(
        'option',
        token.rawName,
        Object.keys(options).map((name) => `--${name}`),
      );
    if (option.type === 'boolean') {
      if (token.value !== undefined) throw usage(`write ${token.rawName} without a value`, 'it takes none');
      flags.add(token.name);
    } else {
      if (token.value === undefined) throw usage(`give a value after ${token.rawName}`, 'there is none');
      texts.set(token.name, token.value);
    }
  }
  const expected: readonly string[] = entry.positionals;
  const form = ['infisical-fetch', command, ...expected].join(' ');
  if (positionals.length < expected.length)
    throw usage(`write "${form}"`, `${expected[positionals.length]} is missing`);
  const surplus = positionals[expected.length];
  if (surplus !== undefined) throw usage(`write "${form}"`, `${quoteKey(surplus)} is one word too many`);
  return { flags, texts, positionals };
}

function commandNames(): string[] {
  return Object.keys(commandTable);
}

function unknown(kind: 'command' | 'option', typed: string, known: readonly string[]): Failure {
  const near = nearestName(typed, known);
  const todo = near === undefined ? `use ${known.join(', ')} or --help` : `write "${near}"`;
  return usage(todo, `there is no ${kind} ${quoteKey(typed)}`);
}

function usage(todo: string, what: string): Failure {
  return new Failure('usage-wrong', { todo, what });
}
