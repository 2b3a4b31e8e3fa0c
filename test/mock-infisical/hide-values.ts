import { type Answer, jsonAnswer } from './answer.ts';
import { isRecord } from './is-record.ts';

/** The same answer with every secret's value hidden, wherever in the body it stands. */
export function hideValues(answer: Answer): Answer {
  const body: unknown = JSON.parse(answer.body);
  return jsonAnswer(answer.status, hide(body));
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(hide);
  }
  if (!isRecord(value)) {
    return value;
  }
  const hidden = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hide(inner)]));
  return 'secretValue' in value
    ? { ...hidden, secretValue: '<hidden-by-infisical>', secretValueHidden: true }
    : hidden;
}
