import table from './exit-codes.json' with { type: 'json' };

/** One row of the exit code table: what systemd, the documentation and the tests read. */
export interface ExitCode {
  readonly number: number;
  /** Name in sysexits.h, which systemd prints next to the number. */
  readonly name: string;
  readonly when: string;
  /** Whether trying again later can mend it; the unit's retry reads this from the same file. */
  readonly unitRetries: boolean;
}

/**
 * The exit codes of every command. Numbers are those of sysexits.h, because systemd prints their names
 * (`status=77/NOPERM`), so that the reason of a failed unit is readable without our message.
 */
export const exitCodes = table satisfies Record<string, ExitCode>;

/** Name of a row of {@link exitCodes}. */
export type ExitName = keyof typeof exitCodes;
