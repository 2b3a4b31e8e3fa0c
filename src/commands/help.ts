import { exitCodes } from '../failure/exit-codes.ts';
import { type CommandEntry, type CommandName, commandTable } from './command-table.ts';

/** The text of `--help`, for the program or for one command. */
export function helpText(command: CommandName | undefined): string {
  return command === undefined ? programHelp() : commandHelp(command, commandTable[command]);
}

function programHelp(): string {
  const commands = Object.entries(commandTable).map(
    ([name, entry]) => `  ${[name, ...entry.positionals].join(' ').padEnd(14)} ${entry.summary}`,
  );
  const codes = Object.values(exitCodes).map(
    ({ number, when }) => `  ${String(number).padStart(2)}  ${when}`,
  );
  return `${[
    'infisical-fetch fetches secrets from Infisical into files that units and containers read.',
    '',
    'Usage: infisical-fetch COMMAND [OPTION]...',
    '',
    ...commands,
    '',
    '  -h, --help     this text, or after a command its own',
    '  -V, --version  the version',
    '',
    'Exit status:',
    ...codes,
  ].join('\n')}\n`;
}

function commandHelp(name: string, entry: CommandEntry): string {
  const options = Object.entries(entry.options).map(
    ([option, { type, summary }]) =>
      `  ${`--${option}${type === 'string' ? ' DIR' : ''}`.padEnd(17)} ${summary}`,
  );
  const summary = entry.summary.charAt(0).toUpperCase() + entry.summary.slice(1);
  return `${[
    `Usage: infisical-fetch ${[name, ...entry.positionals, '[OPTION]...'].join(' ')}`,
    '',
    `${summary}.`,
    '',
    ...options,
    '  -h, --help        this text',
  ].join('\n')}\n`;
}
