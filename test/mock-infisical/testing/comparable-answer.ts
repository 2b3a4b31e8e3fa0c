import { createHash } from 'node:crypto';
import { isRecord } from '../is-record.ts';
import { type RecordedExchange, readRecordedFile } from './recorded-exchanges.ts';
import type { Received } from './send.ts';

/** What of an answer is compared. */
export interface Comparable {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** The recorded answer, ready to be compared. */
export function expectedAnswer({ number, group, request, response }: RecordedExchange): Comparable {
  if (response === null) {
    throw new Error('nothing to compare with');
  }
  const { status, headers, body, text } = response;
  return {
    status,
    headers: comparableHeaders(headers, request.path),
    body: text === undefined ? normalise(body, number) : group === 'all-in-one' ? pageOrText(text) : text,
  };
}

/** The mock's answer, ready to be compared. */
export function receivedAnswer({ status, headers, text }: Received, exchange: RecordedExchange): Comparable {
  const type = headers['content-type'] ?? '';
  const isJson = type.startsWith('application/json') && text !== '';
  return {
    status,
    headers: comparableHeaders(headers, exchange.request.path),
    body: isJson ? normalise(JSON.parse(text), exchange.number) : pageOrText(text),
  };
}

function comparableHeaders(
  headers: Readonly<Record<string, unknown>>,
  path: string,
): Readonly<Record<string, unknown>> {
  // The limit of all other reading, 60 a minute, is none of the mock's.
  const limited = /^\/api\/(v3\/secrets|v1\/auth)/.test(path);
  const names = ['content-type', 'location', 'refresh', 'x-powered-by'];
  const limits = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'retry-after'];
  return {
    ...Object.fromEntries([...names, ...(limited ? limits : [])].map((name) => [name, headers[name]])),
    etag: headers['etag'] !== undefined,
  };
}

function pageOrText(text: string): string {
  return text.startsWith('<!DOCTYPE html>') ? 'a page' : text;
}

const madeAtRunTime = new Set([
  ...['id', '_id', 'folderId', 'envId', 'parentId', 'orgId', 'accessToken', 'version', 'color'],
  ...['date', 'createdAt', 'updatedAt'],
]);

const unsteady = new Set(
  Object.keys(
    fieldsOf(readRecordedFile('observations.json')['referencesThatChangedBetweenTwelveIdenticalCalls']),
  ),
);

/** The body with what differs between two servers replaced by its type, and rows (ordered by id) by name. */
function normalise(value: unknown, number: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalise(item, number));
    const rows = items.every((item) => isRecord(item) && 'secretKey' in item);
    return rows ? items.toSorted((one, other) => (rowName(one) < rowName(other) ? -1 : 1)) : items;
  }
  if (!isRecord(value)) {
    return typeof value === 'string' && value.length > 4000 ? cut(value) : value;
  }
  const unsteadyValue = number === '122' && unsteady.has(String(value['secretKey']));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      madeAtRunTime.has(key) || (unsteadyValue && key === 'secretValue')
        ? typeof inner
        : normalise(inner, number),
    ]),
  );
}

function rowName(row: unknown): string {
  return isRecord(row) ? `${String(row['secretPath'])}:${String(row['secretKey'])}` : '';
}

/** As the recorder did. */
function cut(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, 80)}…<${text.length} characters, sha256 ${digest}>`;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
