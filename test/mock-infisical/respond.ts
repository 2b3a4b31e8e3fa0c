import { type Answer, withHeaders } from './answer.ts';
import { authenticate } from './auth/authenticate.ts';
import { badPath, unknownRoute } from './pages.ts';
import { countRequest } from './rate-limit.ts';
import { readBody } from './read-body.ts';
import { Refusal, refusalAnswer } from './refusal.ts';
import type { MockRequest } from './request.ts';
import type { Route, RouteContext } from './route.ts';
import { routes } from './routes.ts';
import type { MockState, StoredIdentity } from './state.ts';

/** The framework's default: a longer part of a path matches no route (recorded: 169). */
const longestParameter = 100;

/**
 * The normal answer to a request: finds the route, then token, body, rate limit and handler, in the order in
 * which the real server does (a bad token has no x-ratelimit headers, a failed schema check has).
 */
export function respond(state: MockState, request: MockRequest): Answer {
  const parts = decodeParts(request.path);
  if (parts === null) {
    return badPath(request.url);
  }
  const found = findRoute(state, request.method, parts);
  return found === null ? unknownRoute(state, request) : runRoute(state, request, found);
}

interface FoundRoute {
  readonly route: Route;
  readonly parameter: string;
}

function runRoute(state: MockState, request: MockRequest, { route, parameter }: FoundRoute): Answer {
  let limitHeaders: Readonly<Record<string, string>> = {};
  try {
    const handle = bindIdentity(route, authenticate(state, request));
    const body = route.method === 'POST' ? readBody(request) : null;
    if (route.limit !== undefined) {
      limitHeaders = countRequest(state, request, route.limit, route.path);
    }
    return withHeaders(handle({ state, request, body, parameter }), limitHeaders);
  } catch (error) {
    if (error instanceof Refusal) {
      return withHeaders(refusalAnswer(state.dialect, error), limitHeaders);
    }
    throw error;
  }
}

function bindIdentity(route: Route, identity: StoredIdentity | null): (context: RouteContext) => Answer {
  if (route.access === 'public') {
    return route.handle;
  }
  if (identity === null) {
    throw new Refusal('token-missing');
  }
  return (context) => route.handle(context, identity);
}

function findRoute(state: MockState, method: string, parts: readonly string[]): FoundRoute | null {
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const route of routes) {
    const parameter = matchPath(route.path, parts);
    const known = route.v4Only !== true || state.dialect !== 'v3-2024';
    if (known && route.method === wanted && parameter !== null) {
      return { route, parameter };
    }
  }
  return null;
}

/** The parameter (empty without one) when the path matches, else null. */
function matchPath(pattern: string, parts: readonly string[]): string | null {
  const expected = pattern.split('/');
  const isParameter = (name: string) => name.startsWith(':');
  const matches =
    expected.length === parts.length &&
    expected.every((name, index) =>
      isParameter(name) ? (parts[index]?.length ?? 0) <= longestParameter : name === parts[index],
    );
  return matches ? (parts[expected.findIndex(isParameter)] ?? '') : null;
}

/** The path's decoded parts, without a final slash (which is ignored); null when it cannot be decoded. */
function decodeParts(path: string): readonly string[] | null {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  try {
    return trimmed.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}
