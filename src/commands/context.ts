import type { Clock } from '../clock.ts';
import type { Report } from '../report/report.ts';

/** All that a command needs of the world around it. */
export interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborted, with an {@link Interruption} as the reason, when somebody asks the program to stop. */
  readonly interrupted: AbortSignal;
  readonly report: Report;
  /** For what was asked for: JSON, key names, help. Everything else goes to the report. */
  print(text: string): void;
}

/** Somebody sent SIGTERM or SIGINT. Not a failure: the program cleans up and ends by that signal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly signalName: 'SIGTERM' | 'SIGINT';

  constructor(signalName: 'SIGTERM' | 'SIGINT') {
    super(`interrupted by ${signalName}`);
    this.signalName = signalName;
  }
}
