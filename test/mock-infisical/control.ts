import { type Answer, jsonAnswer } from './answer.ts';
import { deleteSecret, rotateClientSecret, setSecret } from './change-state.ts';
import { FieldReader } from './field-reader.ts';
import { parseFault } from './parse-fault.ts';
import type { MockRequest } from './request.ts';
import type { MockState } from './state.ts';

const prefix = '/__mock/';

export function isControlRequest(request: MockRequest): boolean {
  return request.path.startsWith(prefix);
}

/**
 * The endpoints by which a test in another process or machine commands the mock: plain JSON, no token, 400 and
 * a sentence when the request is malformed.
 *
 * - `POST` a fault to `/__mock/faults`; `DELETE` forgets all
 * - `GET /__mock/requests` gives those seen so far; `DELETE` forgets them
 * - `PUT /__mock/secrets` `{projectId, environment, path?, key, value}` sets, with value null deletes
 * - `POST /__mock/client-secret` `{clientId, clientSecret}` rotates
 * - `GET /__mock/ca` gives `{caPem}`
 */
export function answerControl(state: MockState, request: MockRequest): Answer {
  try {
    return command(state, request);
  } catch (error) {
    return jsonAnswer(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function command(state: MockState, request: MockRequest): Answer {
  const name = `${request.method} ${request.path.slice(prefix.length)}`;
  switch (name) {
    case 'POST faults':
      state.faults.push({ fault: parseFault(parseJson(request.body)), seen: 0 });
      return jsonAnswer(200, { faults: state.faults.length });
    case 'DELETE faults':
      state.faults.length = 0;
      return jsonAnswer(200, { faults: 0 });
    case 'GET requests':
      return jsonAnswer(200, { requests: state.requests });
    case 'DELETE requests':
      state.requests.length = 0;
      return jsonAnswer(200, { requests: [] });
    case 'PUT secrets':
      return changeSecret(state, new FieldReader(parseJson(request.body), 'body'));
    case 'POST client-secret': {
      const body = new FieldReader(parseJson(request.body), 'body');
      rotateClientSecret(state, body.text('clientId'), body.text('clientSecret'));
      return jsonAnswer(200, { rotated: true });
    }
    case 'GET ca':
      return jsonAnswer(200, { caPem: state.caPem });
    default:
      return jsonAnswer(404, { error: `there is no command ${name}` });
  }
}

function changeSecret(state: MockState, body: FieldReader): Answer {
  const place = {
    projectId: body.text('projectId'),
    environment: body.text('environment'),
    path: body.path('path'),
  };
  const key = body.text('key');
  if (body.any('value') === null) {
    return jsonAnswer(200, { deleted: deleteSecret(state, place, key) });
  }
  setSecret(state, place, key, body.text('value'));
  return jsonAnswer(200, { set: true });
}

function parseJson(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    throw new Error('the body must be JSON');
  }
}
