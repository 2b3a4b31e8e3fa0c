import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { errorCode } from '../failure/error-code.ts';
import { Failure } from '../failure/failure.ts';
import type { Credentials } from '../infisical/session.ts';
import { SecretValue } from '../secrets/secret-value.ts';
import type { Spec } from '../spec/schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the two credentials.
 *
 * @param onWarning is told when everybody on the host can read a file
 * @throws Failure `credential-unusable` when a file is missing, empty or does not hold one word
 */
export function readCredentials(
  spec: Spec['credentials'],
  environment: Environment,
  onWarning: (warning: string) => void,
): Credentials {
  const read = (field: 'clientIdFile' | 'clientSecretFile') => {
    const path = locate(spec[field], field, environment);
    return new SecretValue(readWord(path, field, onWarning));
  };
  return { clientId: read('clientIdFile'), clientSecret: read('clientSecretFile') };
}

/** A bare name means a credential that systemd gave to the unit (`LoadCredential=`). */
function locate(file: string, field: string, environment: Environment): string {
  if (isAbsolute(file)) return file;
  const directory = environment['CREDENTIALS_DIRECTORY'];
  if (directory !== undefined && directory !== '') return join(directory, file);
  throw new Failure('credential-unusable', {
    todo: `give an absolute path in credentials.${field}, or pass the credential with LoadCredential=${file}:…`,
    what: `"${file}" means a systemd credential, and CREDENTIALS_DIRECTORY is not set`,
  });
}

const longestCredentialBytes = 4096;

function readWord(path: string, field: string, onWarning: (warning: string) => void): string {
  const text = readText(path, field);
  // A file written by an editor or by echo ends in a newline, and some begin with a byte order mark: trim takes both.
  const word = text.trim();
  const todo = `put the ${field === 'clientIdFile' ? 'client id' : 'client secret'} of the machine identity, and nothing else, into ${path}`;
  if (word === '') throw new Failure('credential-unusable', { todo, what: 'the file is empty' });
  const strange = [...word].findIndex((character) => !/[\u0021-\u007e]/.test(character));
  if (strange !== -1) {
    throw new Failure('credential-unusable', {
      todo,
      what: `it has a blank or another character that no credential has, after ${strange} characters`,
    });
  }
  if ((statSync(path).mode & 0o004) !== 0) {
    onWarning(`Everybody on this host can read ${path}: give it mode 0400.`);
  }
  return word;
}

function readText(path: string, field: string): string {
  const todo = `make sure that ${path} exists and can be read before the secrets are fetched, or correct credentials.${field}`;
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new Failure('credential-unusable', { todo, what: `the file cannot be read (${errorCode(error)})` });
  }
  if (content.length > longestCredentialBytes) {
    throw new Failure('credential-unusable', {
      todo,
      what: `it has ${content.length} bytes, which is no credential`,
    });
  }
  return content.toString('utf8');
}
