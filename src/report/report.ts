import { styleText } from 'node:util';
import type { Failure } from '../failure/failure.ts';

type Level = 'error' | 'warning' | 'info';

/** `terminal` for people; `journal` puts syslog's priority before each line, which journald takes off (sd-daemon(3)). */
export type ReportStyle = 'terminal' | 'journal';

/** Where the program says what it does. Texts may hold key names, paths and addresses, never a secret value. */
export interface Report {
  info(text: string): void;
  warn(text: string): void;
  fail(failure: Failure): void;
}

const priorities: Readonly<Record<Level, string>> = { error: '<3>', warning: '<4>', info: '<6>' };

/** @param write takes whole lines with their newline */
export function openReport(style: ReportStyle, write: (text: string) => void): Report {
  const say = (level: Level, text: string) => write(formatReport(level, text, style));
  return {
    info: (text) => say('info', text),
    warn: (text) => say('warning', text),
    fail: (failure) => say('error', describeFailure(failure)),
  };
}

/** The message, its details as indented lines, and the code and exit status, to search for. */
export function describeFailure(failure: Failure): string {
  const { number, name } = failure.exitCode;
  const details = failure.details.map((detail) => `  ${detail}`);
  return [failure.message, ...details, `  (${failure.code}, exit status ${number}/${name})`].join('\n');
}

/** Every line gets its own priority: journald makes an entry of each. */
export function formatReport(level: Level, text: string, style: ReportStyle): string {
  if (style === 'journal') return `${text.replace(/^/gm, priorities[level])}\n`;
  switch (level) {
    case 'error':
      return `${styleText('red', 'error:', { stream: process.stderr })} ${text}\n`;
    case 'warning':
      return `${styleText('yellow', 'warning:', { stream: process.stderr })} ${text}\n`;
    case 'info':
      return `${text}\n`;
  }
}
