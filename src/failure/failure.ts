import { type ExitCode, type ExitName, exitCodes } from './exit-codes.ts';

/**
 * Every way in which this program fails, with the exit code it leads to. The list is closed: a test asks for
 * an example of each, and nothing else may be thrown on purpose.
 */
export const failureCodes = {
  'usage-wrong': 'usage',

  'spec-unreadable': 'config',
  'spec-invalid': 'config',
  'template-invalid': 'config',
  'credential-unusable': 'config',
  'ca-file-unusable': 'config',

  'not-infisical': 'config',
  redirected: 'config',
  'project-unknown': 'config',
  'path-unknown': 'config',
  'organization-unknown': 'config',

  'credentials-refused': 'noPermission',
  'address-refused': 'noPermission',
  'token-refused': 'noPermission',
  'access-denied': 'noPermission',
  'value-hidden': 'noPermission',

  'identity-locked': 'unavailable',
  'server-unreachable': 'unavailable',
  'server-untrusted': 'unavailable',
  'server-failing': 'unavailable',
  'server-slow': 'unavailable',
  'rate-limited': 'unavailable',

  'request-refused': 'data',
  'answer-unexpected': 'data',
  'answer-too-large': 'data',
  'list-empty': 'data',
  'key-missing': 'data',
  'key-ambiguous': 'data',
  'reference-unresolved': 'data',
  'secret-undeliverable': 'data',

  'apply-running': 'cannotCreate',
  'output-refused': 'cannotCreate',
  'output-not-creatable': 'cannotCreate',
  'output-not-written': 'inputOutput',
  'consumers-not-told': 'inputOutput',

  'program-bug': 'software',
} as const satisfies Record<string, ExitName>;

/** Stable name of a failure, for programs (`--json`) and tests. */
export type FailureCode = keyof typeof failureCodes;

/** The three things every message says. Key names, paths and URLs are welcome; a secret value never is. */
export interface FailureText {
  /** An instruction, without a full stop: "put a valid client secret into /run/…". */
  readonly todo: string;
  /** What failed and where, without a full stop: "the server at … refused the login". */
  readonly what: string;
  /** More, one sentence or list item each: keys with the reason for each, what happens next. */
  readonly details?: readonly string[];
}

/** A failure of this program that a person can act on. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly details: readonly string[];

  /** @param code decides the exit code; @param text becomes the message: first what to do, then what failed. */
  constructor(code: FailureCode, text: FailureText) {
    super(`${capitalised(text.todo)}: ${text.what}.`);
    this.code = code;
    this.details = text.details ?? [];
  }

  get exitCode(): ExitCode {
    return exitCodes[failureCodes[this.code]];
  }
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
