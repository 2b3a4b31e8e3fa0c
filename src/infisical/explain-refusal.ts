import { Failure } from '../failure/failure.ts';
import type { SourceSpec, Spec } from '../spec/schema.ts';
import { describeRequestId, printable } from './explain-fault.ts';
import { type ErrorBody, isJson, isRouteMissing, readErrorBody } from './read-answer.ts';
import { isAccessDenied, isAddressRefused, isFolderMissing } from './recognise.ts';
import { type ApiAnswer, headerOf } from './transport.ts';

/** A refused login. @param where request and address */
export function explainLoginRefusal(
  answer: ApiAnswer,
  where: string,
  credentials: Spec['credentials'],
): Failure {
  const body = readErrorBody(answer);
  const what = `${where} refused the login (${describe(answer, body)})`;
  const files = `${credentials.clientIdFile} and ${credentials.clientSecretFile}`;
  const details = [
    'It is not tried again by itself: three refused logins lock the identity for every host that uses it.',
  ];
  const message = body.message;
  if (isRouteMissing(answer)) return explainNoApi(answer, where);
  if (answer.status >= 300 && answer.status < 400) return explainRedirect(answer, where);
  if (/temporarily locked/i.test(message)) {
    return new Failure('identity-locked', {
      todo: 'find the host that logs in with a wrong client secret and stop it, then wait five minutes',
      what: `${where} says that the identity is locked after refused logins (${describe(answer, body)})`,
    });
  }
  if (/expired client secret/i.test(message)) {
    const todo = `create a new client secret for the machine identity and put it into ${credentials.clientSecretFile}`;
    return new Failure('credentials-refused', {
      todo,
      what: `${what} because the client secret has expired`,
      details,
    });
  }
  if (/usage limit reached|number of uses limit reached/i.test(message)) {
    const todo = `create a client secret without a limit of uses and put it into ${credentials.clientSecretFile}`;
    return new Failure('credentials-refused', {
      todo,
      what: `${what} because its uses are used up`,
      details,
    });
  }
  if (isAddressRefused(answer)) {
    const todo = 'add the address of this host to the trusted addresses of the client secret';
    return new Failure('address-refused', { todo, what, details });
  }
  if (answer.status === 404 || /sub.?organization/i.test(message)) {
    const todo = `correct credentials.organizationSlug (${printable(credentials.organizationSlug ?? 'not set')}) or give the identity access to it`;
    return new Failure('organization-unknown', { todo, what });
  }
  if (
    (answer.status === 401 || answer.status === 403) &&
    isJson(answer) &&
    body.error !== 'ValidationFailure'
  ) {
    const todo = `put a valid client id and client secret into ${files} (create a new client secret if in doubt)`;
    return new Failure('credentials-refused', { todo, what, details });
  }
  return explainOther(answer, body, where);
}

/** A refused request for secrets. @param place `sources[0]`, for the message */
export function explainSourceRefusal(
  answer: ApiAnswer,
  where: string,
  source: SourceSpec,
  place: string,
): Failure {
  const body = readErrorBody(answer);
  const { message } = body;
  const what = `${where} answered ${describe(answer, body)}`;
  if (answer.status >= 300 && answer.status < 400) return explainRedirect(answer, where);
  if (isRouteMissing(answer)) return explainNoApi(answer, where);
  if (isAddressRefused(answer)) {
    const todo =
      'add the address of this host to the trusted addresses of access tokens of the machine identity';
    return new Failure('address-refused', { todo, what });
  }
  if (/failed to expand one or more secret references/i.test(message)) {
    const todo = `let the machine identity read what the secrets in ${describeSource(source)} refer to, or set ${place}.references = "literal"`;
    return new Failure('access-denied', { todo, what });
  }
  if (/bot key|bot is not active|bot not found/i.test(message) || body.error === 'bot_not_found_error') {
    const todo = `ask an administrator to upgrade project ${source.projectId} in Infisical (it still uses end-to-end encryption)`;
    return new Failure('project-unknown', { todo, what });
  }
  if (
    /project not found/i.test(message) ||
    (body.error === 'NotFound' && !/environment|folder|path/i.test(message))
  ) {
    const todo = `correct ${place}.projectId (${source.projectId}): it is the id in the project's settings, not its name or slug`;
    return new Failure('project-unknown', { todo, what });
  }
  if (isFolderMissing(answer)) {
    return explainMissingPath(source, place, what, []);
  }
  if (isAccessDenied(answer)) {
    const todo = `give the machine identity a role that can read secrets in ${describeSource(source)}`;
    return new Failure('access-denied', { todo, what });
  }
  return explainOther(answer, body, where);
}

/** A folder or environment that does not exist. @param environments those that do, when known */
export function explainMissingPath(
  source: SourceSpec,
  place: string,
  what: string,
  environments: readonly string[],
): Failure {
  const known = environments.length > 0 && !environments.includes(source.environment);
  const todo = known
    ? `correct ${place}.environment: project ${source.projectId} has ${environments.map(printable).join(', ')} but not ${source.environment}`
    : `correct ${place}.environment (${source.environment}) or ${place}.path (${source.path}): project ${source.projectId} has no such folder`;
  return new Failure('path-unknown', { todo, what });
}

/** A token that was refused twice, with a fresh login in between. */
export function explainTokenRefusal(answer: ApiAnswer, where: string): Failure {
  const todo =
    'check the access token settings of the machine identity (number of uses, lifetime, trusted addresses) and the clock of the server';
  const body = readErrorBody(answer);
  return new Failure('token-refused', {
    todo,
    what: `${where} refused a token that the server had just given (${describe(answer, body)})`,
  });
}

/** `environment:path` of a project, as messages name a source. */
export function describeSource(source: Pick<SourceSpec, 'projectId' | 'environment' | 'path'>): string {
  return `${source.environment}:${source.path} of project ${source.projectId}`;
}

function explainNoApi(answer: ApiAnswer, where: string): Failure {
  return new Failure('not-infisical', {
    todo: 'set server.url to the address of the Infisical server, with or without "/api"',
    what: `${where} answered ${answer.status}: there is no such API at this address`,
  });
}

function explainRedirect(answer: ApiAnswer, where: string): Failure {
  const target = URL.parse(headerOf(answer, 'location') ?? '', 'https://unknown.invalid');
  const named = target === null || target.hostname === 'unknown.invalid' ? 'another path' : target.origin;
  return new Failure('redirected', {
    todo: 'set server.url to the final address of the Infisical server',
    what: `${where} was redirected to ${named} (${answer.status}), and credentials are not sent after a redirect`,
  });
}

function explainOther(answer: ApiAnswer, body: ErrorBody, where: string): Failure {
  return new Failure('request-refused', {
    todo: 'check that the versions of infisical-fetch and of the Infisical server fit together, and look into the log of the server',
    what: `${where} answered ${describe(answer, body)}`,
  });
}

/** Status, and the names the server gave, where they look like names: what it echoes could be what we sent. */
function describe(answer: ApiAnswer, body: ErrorBody): string {
  const name = /^[A-Za-z][A-Za-z _]{1,59}$/.test(body.error) ? ` ${body.error}` : '';
  return `${answer.status}${name}${describeRequestId(body)}`;
}
