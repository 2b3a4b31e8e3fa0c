import { type Answer, textAnswer, withHeaders } from './answer.ts';
import { routeMissing } from './refusal.ts';
import type { MockRequest } from './request.ts';
import type { MockState } from './state.ts';

const html = 'text/html; charset=utf-8';

/** A page as a proxy or the web interface gives it. */
export function page(status: number, title: string): Answer {
  const body = `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return textAnswer(status, html, body);
}

/**
 * The answer to a path that is no route of the API: JSON of the framework, or a page of the web interface where
 * one process serves both. Source: infisical-api.md sections 1 and 8.3, recorded groups `newer-routes` and
 * `all-in-one`.
 */
export function unknownRoute(state: MockState, { method, url, path }: MockRequest): Answer {
  if (method === 'OPTIONS') {
    return textAnswer(400, 'text/plain', 'Invalid Preflight Request');
  }
  if (state.dialect === 'v3-2024') {
    return state.allInOne ? allInOnePage(url, path) : routeMissing(method, url);
  }
  const fetched = method === 'GET' || method === 'HEAD';
  const isApi = path === '/api' || path.startsWith('/api/');
  return fetched && !isApi ? page(200, 'Infisical') : routeMissing(method, url);
}

function allInOnePage(url: string, path: string): Answer {
  if (path.includes('//')) {
    const location = url.replace(/^[^?]+/, (doubled) => doubled.replace(/\/{2,}/g, '/'));
    return {
      status: 308,
      headers: { location, refresh: `0;url=${location}` },
      body: location,
      etag: false,
    };
  }
  const exists = path === '/' || path === '/login';
  const answer = exists ? page(200, 'Infisical') : page(404, 'This page could not be found');
  return withHeaders(answer, { 'x-powered-by': 'Next.js' });
}

/** The framework's answer to a path whose percent signs decode to nothing (recorded: 118). */
export function badPath(url: string): Answer {
  const message = `'${url}' is not a valid url component`;
  const body = { error: 'Bad Request', code: 'FST_ERR_BAD_URL', message, statusCode: 400 };
  return { ...textAnswer(400, 'application/json', JSON.stringify(body)), etag: false };
}
