/** What is sent: always to the server of the spec, never followed to another address. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Path below the server's address, with the query: `/api/v4/secrets?…`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A complete answer, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Why there is no complete answer. `reason` is a system or library code, fit for a message. */
export type TransportFault =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'untrusted'; readonly reason: string }
  | { readonly kind: 'slow'; readonly reason: string }
  | { readonly kind: 'cut'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'out-of-time'; readonly reason: string };

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: ApiAnswer }
  | { readonly kind: 'fault'; readonly fault: TransportFault };

/** The first value of a header, or undefined. */
export function headerOf(answer: ApiAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
