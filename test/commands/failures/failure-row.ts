import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MockOptions } from '../../mock-infisical/mock-infisical.ts';
import { type App, makeApp, makeSpec } from '../../support/app.ts';
import { plantOldOutputs, snapshot } from '../../support/planted-outputs.ts';

/** Beginnings of the requests that faults and counts are about. */
export const login = '/api/v1/auth/universal-auth/login';
export const list = '/api/v4/secrets';

/** One way to fail, and what the program makes of it. */
interface FailureRow {
  readonly name: string;
  readonly mock?: MockOptions;
  /** Fields of the spec that are other than usual. */
  readonly spec?: (app: { directory: string }) => Record<string, unknown>;
  readonly before?: (app: App) => void | Promise<void>;
  /** The command line, where it is not `apply` with the spec. */
  readonly words?: readonly string[];
  readonly status: number;
  readonly code: string;
  readonly message: RegExp;
  /** How often the login was sent; a refused one is sent once. */
  readonly logins?: number;
}

/**
 * Runs the built program against a mock over TLS, one failure a row. The old outputs stay as they are to the inode. Every
 * value on the server is marked, and a run that shows one fails (see app.ts).
 */
export function describeFailures(subject: string, rows: readonly FailureRow[]): void {
  describe(`a failure of ${subject}`, () => {
    test.each(rows)(
      '$name: $status',
      async ({ mock, spec, before, words, status, code, message, logins }) => {
        const app = await makeApp({ ...(mock !== undefined && { mock }) });
        if (spec !== undefined) {
          const document = { ...makeSpec(app.directory, app.mock.url), ...spec(app) };
          writeFileSync(app.specFile, JSON.stringify(document));
        }
        plantOldOutputs(app);
        await before?.(app);
        const old = snapshot(app);
        const run = await app.apply(words === undefined ? {} : { words });
        const text = run.stderr.replace(/^<\d>/gm, '');
        expect({ status: run.status, text }).toMatchObject({ status, text: expect.stringMatching(message) });
        expect(text).toContain(`(${code}, exit status ${status}/`);
        expect(snapshot(app)).toEqual(old);
        if (logins === undefined) return;
        expect(app.mock.requests.filter(({ path }) => path.startsWith(login))).toHaveLength(logins);
      },
    );
  });
}
