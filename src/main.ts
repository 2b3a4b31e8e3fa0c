import { setTimeout as sleepMs } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { type Command, parseCommandLine } from './commands/command-line.ts';
import { type Context, Interruption } from './commands/context.ts';
import { exitCodes } from './failure/exit-codes.ts';
import type { Failure } from './failure/failure.ts';
import { toFailure } from './failure/program-bug.ts';
import { openReport } from './report/report.ts';

/** The only place that knows the process: its arguments, signals, streams and exit status. */
async function main(): Promise<void> {
  process.umask(0o077);
  const context = makeContext();
  const wantsJson = process.argv.includes('--json');
  try {
    await run(parseCommandLine(process.argv.slice(2)), context);
    process.exit(exitCodes.ok.number);
  } catch (error) {
    if (error instanceof Interruption) endBy(error, context);
    else end(toFailure(error), context, wantsJson);
  }
}

/** Commands are loaded when they are called, so that `apply` pays for nothing else. */
async function run(command: Command, context: Context): Promise<void> {
  switch (command.name) {
    case 'help': {
      const { helpText } = await import('./commands/help.ts');
      return context.print(helpText(command.topic));
    }
    case 'version':
      return context.print(`${packageJson.version}\n`);
    case 'apply': {
      const { readSpec } = await import('./spec/read-spec.ts');
      const { applyCommand } = await import('./commands/apply.ts');
      return applyCommand(readSpec(command.specFile), command, context);
    }
    case 'check': {
      const { readSpec } = await import('./spec/read-spec.ts');
      const { checkCommand, checkOnlineCommand } = await import('./commands/check.ts');
      const spec = readSpec(command.specFile);
      return command.online
        ? checkOnlineCommand(spec, command.json, context)
        : checkCommand(spec, command.json, context);
    }
    case 'demo': {
      const { demoCommand } = await import('./commands/demo.ts');
      return demoCommand(command.directory, context);
    }
  }
}

function makeContext(): Context {
  const interruption = new AbortController();
  for (const signalName of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signalName, () => interruption.abort(new Interruption(signalName)));
  }
  // A reader that went away (`| head`) is no reason to leave outputs half written.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    environment: process.env,
    interrupted: interruption.signal,
    report: openReport(process.stderr.isTTY ? 'terminal' : 'journal', (text) => process.stderr.write(text)),
    print: (text) => process.stdout.write(text),
    clock: {
      now: Date.now,
      random: Math.random,
      sleep: (delayMs, signal) => sleepMs(delayMs, undefined, { signal }).catch(() => {}),
    },
  };
}

function end(failure: Failure, context: Context, wantsJson: boolean): void {
  context.report.fail(failure);
  if (wantsJson) {
    const { code, message, details, exitCode } = failure;
    context.print(`${JSON.stringify({ error: { code, exitStatus: exitCode.number, message, details } })}\n`);
  }
  process.exit(failure.exitCode.number);
}

/** Ends by the same signal, so that systemd and shells see what happened. */
function endBy(interruption: Interruption, context: Context): void {
  context.report.warn(`Stopped by ${interruption.signalName}; every output is as it was before.`);
  process.kill(process.pid, interruption.signalName);
}

void main();
