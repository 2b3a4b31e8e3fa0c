import { readdirSync, readFileSync } from 'node:fs';
import { isRecord } from '../is-record.ts';

/** One exchange with a real server, from test/fixtures/infisical-server-2024-09. */
export interface RecordedExchange {
  /** Such as `060`. */
  readonly number: string;
  /** Such as `060-list--seed-request`. */
  readonly file: string;
  readonly group: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly text: string | undefined;
  };
  /** null: the real server never answered. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly text: string | undefined;
  } | null;
}

const folder = new URL('../../fixtures/infisical-server-2024-09/', import.meta.url);

/** All exchanges, in the order in which they were recorded. */
export function readRecordedExchanges(): readonly RecordedExchange[] {
  return readdirSync(folder)
    .filter((file) => /^\d{3}-.*\.json$/.test(file))
    .toSorted()
    .map((file) => readExchange(file));
}

/** A file of the folder that is no exchange. */
export function readRecordedFile(file: string): Readonly<Record<string, unknown>> {
  return record(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

/**
 * The rows of an array in a recorded answer.
 *
 * @example recordedRows(exchanges, '060', 'secrets')
 */
export function recordedRows(
  exchanges: readonly RecordedExchange[],
  number: string,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const body = record(exchanges.find((exchange) => exchange.number === number)?.response?.body);
  const rows = body[name];
  if (!Array.isArray(rows)) {
    throw new Error(`the answer of exchange ${number} has no list ${name}`);
  }
  return rows.map(record);
}

function readExchange(file: string): RecordedExchange {
  const exchange = readRecordedFile(file);
  const request = record(exchange['request']);
  const response = record(exchange['response']);
  return {
    number: file.slice(0, 3),
    file: file.replace(/\.json$/, ''),
    group: text(exchange['group']),
    request: {
      method: text(request['method']),
      path: text(request['path']),
      headers: texts(request['headers']),
      text: bodyText(request),
    },
    response:
      typeof response['status'] === 'number'
        ? {
            status: response['status'],
            headers: texts(response['headers']),
            body: response['body'],
            text: response['bodyText'] === undefined ? undefined : text(response['bodyText']),
          }
        : null,
  };
}

/** Bodies over a megabyte are cut in the recording; only their length mattered. */
function bodyText(request: Readonly<Record<string, unknown>>): string | undefined {
  if ('body' in request) {
    return JSON.stringify(request['body']);
  }
  return request['bodyText'] === undefined ? undefined : restoreCut(text(request['bodyText']));
}

/** Writes a text that the recording cut to its beginning in full length, repeating its first character. */
export function restoreCut(shown: string): string {
  const cut = /^(.*)…<(\d+) characters, sha256 [0-9a-f]{64}>$/s.exec(shown);
  const [, beginning = '', length = '0'] = cut ?? [];
  return cut === null ? shown : beginning.padEnd(Number(length), beginning.slice(0, 1));
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) {
    throw new Error('a recorded exchange is not as expected');
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') {
    throw new Error('a recorded exchange is not as expected');
  }
  return value;
}

function texts(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(record(value));
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, Array.isArray(inner) ? inner.join(', ') : text(inner)]),
  );
}
