import { expect } from 'vitest';
import type { Outcome } from './ask.ts';

/** What a refusal of a v4 dialect looks like: infisical-api.md section 8.1, application shape. */
export function refused(status: number, error: string, message: unknown): Outcome {
  const reqId: unknown = expect.stringMatching(/^req-[0-9a-f]{14}$/);
  return { status, body: { reqId, statusCode: status, error, message } };
}
