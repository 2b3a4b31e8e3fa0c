import type { MockInfisical, Seed } from '../mock-infisical/mock-infisical.ts';
import type { Run } from './run-program.ts';

/** Stands in every secret of the tests, so that a search finds any of them wherever it should not be. */
export const marker = 'M4RKER';

/** A value that a search can find. */
export function marked(text: string): string {
  return `${marker}-${text}`;
}

/**
 * Fails when a run shows what it must not: a secret's value, the client secret, or an access token that the server saw.
 */
export function refuseShownSecrets(run: Run, mock: MockInfisical, seed: Seed): void {
  const shown = `${run.stdout}\n${run.stderr}`;
  const tokens = mock.requests.flatMap(
    ({ headers }) => headers['authorization']?.replace(/^Bearer /, '') ?? [],
  );
  const secrets = [marker, ...seed.identities.map(({ clientSecret }) => clientSecret), ...tokens];
  for (const text of secrets) {
    if (text !== '' && shown.includes(text))
      throw new Error(`a secret was shown (${secrets.indexOf(text)}): ${shown}`);
  }
}
