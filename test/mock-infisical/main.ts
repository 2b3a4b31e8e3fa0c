import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { helpText, parseCommandLine, type ServeOptions } from './command-line.ts';
import { demoSeed } from './demo-seed.ts';
import { type MockInfisical, type MockOptions, startMockInfisical } from './mock-infisical.ts';
import type { Seed } from './seed.ts';
import { parseSeed } from './seed-file.ts';

const exitCodes = { usage: 64, seedWrong: 65, cannotListen: 69, cannotWrite: 73 };

const command = parseCommandLine(process.argv.slice(2));
switch (command.type) {
  case 'help':
    process.stdout.write(helpText);
    break;
  case 'wrong':
    fail(`${command.sentence} (--help lists the options)`, exitCodes.usage);
    break;
  case 'serve':
    void serve(command.options);
    break;
}

async function serve(options: ServeOptions): Promise<void> {
  const seed = attempt(() => readSeed(options.seedFile), exitCodes.seedWrong);
  if (seed === undefined) {
    return;
  }
  const mock = await start(options, seed);
  if (mock === undefined) {
    return;
  }
  const end = (): void => {
    void mock.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const announced = attempt(() => announce(options, seed, mock), exitCodes.cannotWrite);
  if (announced === undefined) {
    await mock.close();
  }
}

function readSeed(file: string | null): Seed {
  if (file === null) {
    return demoSeed;
  }
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return parseSeed(value);
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`);
  }
}

async function start(options: ServeOptions, seed: Seed): Promise<MockInfisical | undefined> {
  const { secretsPerMinute, loginsPerMinute } = options;
  try {
    return await startMockInfisical({
      ...options,
      ...readCertificate(options),
      seed,
      rateLimits: {
        ...(secretsPerMinute === null ? {} : { secretsPerMinute }),
        ...(loginsPerMinute === null ? {} : { loginsPerMinute }),
      },
    });
  } catch (error) {
    fail(`cannot listen on ${options.host}:${options.port}: ${messageOf(error)}`, exitCodes.cannotListen);
    return undefined;
  }
}

function readCertificate({ certificateFile, keyFile }: ServeOptions): Pick<MockOptions, 'certificate'> {
  if (certificateFile === null || keyFile === null) {
    return {};
  }
  return {
    certificate: {
      certificatePem: readFileSync(certificateFile, 'utf8'),
      keyPem: readFileSync(keyFile, 'utf8'),
    },
  };
}

function announce({ caFile, readyFile }: ServeOptions, seed: Seed, { url, caPem }: MockInfisical): true {
  if (caFile !== null) {
    writeWhole(caFile, caPem);
  }
  if (readyFile !== null) {
    const identities = seed.identities.map(({ name = '', clientId, clientSecret }) => ({
      name,
      clientId,
      clientSecret,
    }));
    writeWhole(
      readyFile,
      `${JSON.stringify({
        url,
        caFile: caFile === null ? null : resolve(caFile),
        identities,
        pid: process.pid,
      })}\n`,
    );
  }
  process.stdout.write(`listening on ${url}\n`);
  return true;
}

/** Whoever waits for the file to appear finds it whole. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function attempt<Value>(run: () => Value, exitCode: number): Value | undefined {
  try {
    return run();
  } catch (error) {
    fail(messageOf(error), exitCode);
    return undefined;
  }
}

function fail(sentence: string, exitCode: number): void {
  process.stderr.write(`mock-infisical: ${sentence}\n`);
  process.exitCode = exitCode;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
