import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Failure } from '../failure/failure.ts';
import type { OutputSpec } from '../spec/schema.ts';

/** Who owns an output, as numbers. */
export interface Ownership {
  readonly userId: number;
  readonly groupId: number;
  readonly mode: number;
}

type Database = 'passwd' | 'group';

/**
 * The numbers for `owner`, `group` and `mode`. Without an owner the files stay with the account that runs the program;
 * without a group they go to the owner's login group, as `chown app:` does.
 *
 * @param place `outputs.env`, for messages
 * @throws Failure `output-not-creatable` for a name that does not exist on this host
 */
export function resolveOwnership(output: OutputSpec, place: string): Ownership {
  const user = output.owner === undefined ? undefined : resolveUser(output.owner, `${place}.owner`);
  const groupId = output.group === undefined ? undefined : resolveGroup(output.group, `${place}.group`);
  return {
    userId: user?.userId ?? process.geteuid?.() ?? 0,
    groupId: groupId ?? user?.groupId ?? process.getegid?.() ?? 0,
    mode: Number.parseInt(output.mode, 8),
  };
}

function resolveUser(owner: string, place: string): { userId: number; groupId: number } {
  const entry = findEntry('passwd', owner);
  if (entry !== undefined) return { userId: Number(entry[2]), groupId: Number(entry[3]) };
  // A bare number need not be in the database: containers run with `--user 1000:1000`.
  if (isNumber(owner)) return { userId: Number(owner), groupId: Number(owner) };
  throw unknownAccount('user', owner, place);
}

function resolveGroup(group: string, place: string): number {
  if (isNumber(group)) return Number(group);
  const entry = findEntry('group', group);
  if (entry === undefined) throw unknownAccount('group', group, place);
  return Number(entry[2]);
}

/** First the file, which holds every account that NixOS declares, then whatever else nsswitch.conf asks. */
function findEntry(database: Database, account: string): string[] | undefined {
  const key = isNumber(account) ? 2 : 0;
  const lines = readDatabase(database).map((line) => line.split(':'));
  return lines.find((fields) => fields[key] === account) ?? askGetent(database, account);
}

function readDatabase(database: Database): string[] {
  try {
    return readFileSync(`/etc/${database}`, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function askGetent(database: Database, account: string): string[] | undefined {
  try {
    const stdout = execFileSync('getent', [database, account], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return stdout.trim().split(':');
  } catch {
    return undefined;
  }
}

function isNumber(account: string): boolean {
  return /^\d+$/.test(account);
}

function unknownAccount(kind: 'user' | 'group', name: string, place: string): Failure {
  return new Failure('output-not-creatable', {
    todo: `create the ${kind} ${name} or correct ${place}`,
    what: `this host has no ${kind} of that name`,
  });
}
