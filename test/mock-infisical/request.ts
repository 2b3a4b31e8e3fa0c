/** A request as the routes see it: pure data. */
export interface MockRequest {
  readonly method: string;
  /** As sent: path and query, nothing decoded. */
  readonly url: string;
  /** {@link url} up to the query. */
  readonly path: string;
  /** Decoded; a parameter given twice has two values. */
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyBytes: number;
  /** Address of the client: the first of X-Forwarded-For, which this server believes (recorded: 059, 232). */
  readonly address: string;
  /** Number of the TCP connection, from 1. */
  readonly connection: number;
}

/** What of a request comes from the wire. */
export interface RequestParts {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyBytes: number;
  readonly socketAddress: string;
  readonly connection: number;
}

export function toMockRequest(parts: RequestParts): MockRequest {
  const { socketAddress, ...rest } = parts;
  const queryAt = parts.url.indexOf('?');
  const path = queryAt === -1 ? parts.url : parts.url.slice(0, queryAt);
  const forwarded = parts.headers['x-forwarded-for']?.split(',')[0]?.trim();
  return {
    ...rest,
    path,
    query: new URLSearchParams(queryAt === -1 ? '' : parts.url.slice(queryAt + 1)),
    address: forwarded ?? socketAddress,
  };
}
