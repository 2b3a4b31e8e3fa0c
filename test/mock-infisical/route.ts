import type { Answer } from './answer.ts';
import type { RateCategory } from './rate-limit.ts';
import type { MockRequest } from './request.ts';
import type { MockState, StoredIdentity } from './state.ts';

/** What a route is given. */
export interface RouteContext {
  readonly state: MockState;
  readonly request: MockRequest;
  /** Parsed; null on GET. */
  readonly body: unknown;
  /** The decoded `:name` part of the path; empty when the path has none. */
  readonly parameter: string;
}

interface RouteCommon {
  readonly method: 'GET' | 'POST';
  /** At most one part, the last or not, begins with a colon. */
  readonly path: string;
  readonly limit?: RateCategory;
  /** Not on the server of September 2024. */
  readonly v4Only?: boolean;
}

/** A route answers from the state and the request, or throws a Refusal. */
export type Route = RouteCommon &
  (
    | { readonly access: 'public'; readonly handle: (context: RouteContext) => Answer }
    | {
        readonly access: 'token';
        readonly handle: (context: RouteContext, identity: StoredIdentity) => Answer;
      }
  );
