/** One row of the exit code table: what systemd, the documentation and the tests read. */
export interface ExitCode {
  readonly number: number;
  /** Name in sysexits.h, which systemd prints next to the number. */
  readonly name: string;
  readonly when: string;
  /** Whether the unit should try again by itself (`RestartPreventExitStatus=` lists the others). */
  readonly unitRetries: boolean;
}

/**
 * The exit codes of every command. Numbers are those of sysexits.h, because systemd prints their names
 * (`status=77/NOPERM`), so that the reason of a failed unit is readable without our message.
 */
export const exitCodes = {
  ok: { number: 0, name: 'OK', when: 'Applied, or nothing changed.', unitRetries: false },
  usage: { number: 64, name: 'USAGE', when: 'The command line is wrong.', unitRetries: false },
  data: {
    number: 65,
    name: 'DATAERR',
    when: 'A secret cannot be delivered: a required key is missing, a format cannot carry a value, or the answer of the server is not what it should be.',
    unitRetries: false,
  },
  unavailable: {
    number: 69,
    name: 'UNAVAILABLE',
    when: 'The server cannot be reached or trusted, fails, limits the rate or has locked the identity for some minutes.',
    unitRetries: true,
  },
  software: { number: 70, name: 'SOFTWARE', when: 'A bug in this program.', unitRetries: true },
  cannotCreate: {
    number: 73,
    name: 'CANTCREAT',
    when: 'An output cannot be created: directory missing, read-only, not ours, or another apply is running.',
    unitRetries: true,
  },
  inputOutput: {
    number: 74,
    name: 'IOERR',
    when: 'Writing an output failed: disk full, input/output error.',
    unitRetries: true,
  },
  noPermission: {
    number: 77,
    name: 'NOPERM',
    when: 'The credentials are refused, or the machine identity lacks access.',
    unitRetries: false,
  },
  config: {
    number: 78,
    name: 'CONFIG',
    when: 'The spec is invalid, a credential file is missing or empty, or the project, environment or path does not exist.',
    unitRetries: false,
  },
} as const satisfies Record<string, ExitCode>;

/** Name of a row of {@link exitCodes}. */
export type ExitName = keyof typeof exitCodes;
