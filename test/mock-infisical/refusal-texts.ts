/** Status, `error`, `message` and, for errors of the web framework, `code`. `{name}` is filled in. */
export type RefusalText = readonly [status: number, error: string, message: string, code?: string];

const generalRefusal = 'You are not allowed to access this resource';
const brokenServer: RefusalText = [500, 'InternalServerError', 'Something went wrong'];

/**
 * Every refusal, as the server of September 2024 words it (recorded) and as later ones do (infisical-api.md
 * sections 2, 3.5 and 8)..
 */
export const refusalTexts = {
  'credentials-invalid': {
    old: [403, 'UnauthorizedError', 'Invalid credentials'],
    now: [401, 'UnauthorizedError', 'Invalid credentials'],
  },
  'client-secret-expired': {
    old: [
      403,
      'UnauthorizedError',
      'Failed to authenticate identity credentials due to expired client secret',
    ],
    now: [401, 'UnauthorizedError', 'Access denied due to expired client secret'],
  },
  'client-secret-used-up': {
    old: [
      403,
      'UnauthorizedError',
      'Failed to authenticate identity credentials due to client secret number of uses limit reached',
    ],
    now: [401, 'UnauthorizedError', 'Access denied due to client secret usage limit reached'],
  },
  'identity-locked': same(
    401,
    'UnauthorizedError',
    'This identity auth method is temporarily locked, please try again later',
  ),
  'address-untrusted': {
    old: [403, 'UnauthorizedError', 'Failed to authenticate'],
    now: [403, 'ForbiddenError', `${generalRefusal} from the current IP address`],
  },
  'sub-organization-unknown': same(404, 'NotFound', 'Sub organization with name {slug} not found'),
  'sub-organization-denied': same(
    401,
    'UnauthorizedError',
    'Identity not authorized to access sub organization {slug}',
  ),
  'token-missing': {
    old: [403, 'Unauthorized access', 'Token missing'],
    now: [401, 'UnauthorizedError', 'Token missing'],
  },
  'token-invalid': {
    old: [500, 'Internal Server Error', '{reason}'],
    now: [403, 'TokenError', '{explanation}'],
  },
  'token-unknown': {
    old: [403, 'UnauthorizedError', generalRefusal],
    now: [401, 'UnauthorizedError', 'No identity access token found'],
  },
  'token-ttl-passed': {
    old: [403, 'UnauthorizedError', 'Failed to renew MI access token due to TTL expiration'],
    now: [401, 'UnauthorizedError', 'Failed to renew MI access token due to TTL expiration'],
  },
  'token-max-ttl-passed': {
    old: [403, 'UnauthorizedError', 'Failed to renew MI access token due to Max TTL expiration'],
    now: [401, 'UnauthorizedError', 'Failed to renew MI access token due to Max TTL expiration'],
  },
  'token-used-up': {
    old: [400, 'BadRequest', 'Unable to renew because access token number of uses limit reached'],
    now: [401, 'UnauthorizedError', 'Unable to renew because access token number of uses limit reached'],
  },
  'project-or-environment-missing': {
    old: [400, 'BadRequest', 'Missing workspace id or environment'],
    now: [400, 'BadRequest', 'Missing project id or environment'],
  },
  'environment-missing': same(400, 'BadRequest', 'Missing environment'),
  'project-missing': same(400, 'BadRequest', 'You must provide workspaceSlug or workspaceId'),
  'project-unknown': {
    old: [400, 'BadRequest', 'Project not found during bot lookup.'],
    now: [404, 'NotFound', "Project with ID '{project}' not found"],
  },
  'project-slug-unknown': {
    old: [500, 'Failed to find project by slug', 'Something went wrong'],
    now: [404, 'NotFound', "Project with slug '{project}' not found"],
  },
  'project-unmigrated': {
    old: [400, 'BadRequest', 'Bot not found. Please ask admin user to login'],
    now: [400, 'bot_not_found_error', 'Failed to find bot key'],
  },
  'not-a-member': {
    old: [403, 'Identity not in project', generalRefusal],
    now: [403, 'ForbiddenError', 'You are not a member of this project'],
  },
  'permission-denied': {
    old: [401, 'PermissionDenied', 'You are not allowed to read on secrets'],
    now: [403, 'PermissionDenied', 'You are not allowed to read on secrets'],
  },
  'environment-unknown': {
    old: [500, 'Internal Server Error', "'{environment}' environment not found in project with ID {project}"],
    now: [404, 'NotFound', "Environment with slug '{environment}' in project {project} not found"],
  },
  'folder-unknown': {
    old: [400, 'Create secret', 'Folder not found for the given environment slug & secret path'],
    now: [
      404,
      'SecretPathNotFound',
      "Folder with path '{path}' in environment with slug '{environment}' not found",
    ],
  },
  'folders-environment-unknown': {
    old: [400, 'get folders', 'Environment not found'],
    now: [404, 'NotFound', "Environment with slug '{environment}' not found"],
  },
  'secret-unknown': {
    old: [400, 'BadRequest', 'Secret not found'],
    now: [404, 'NotFound', "Secret with name '{name}' not found"],
  },
  'import-folder-missing': same(
    500,
    'Internal Server Error',
    "Cannot read properties of undefined (reading '0')",
  ),
  'reference-folder-missing': same(
    500,
    'Internal Server Error',
    "Cannot set properties of undefined (setting '{key}')",
  ),
  'reference-forbidden': same(403, 'ForbiddenError', 'Failed to expand one or more secret references'),
  'request-invalid': {
    old: [403, 'ValidationFailure', 'see issues'],
    now: [422, 'ValidationFailure', 'see issues'],
  },
  'json-malformed': { old: [400, 'Bad Request', '{reason}'], now: brokenServer },
  'json-empty': {
    old: [
      400,
      'Bad Request',
      "Body cannot be empty when content-type is set to 'application/json'",
      'FST_ERR_CTP_EMPTY_JSON_BODY',
    ],
    now: brokenServer,
  },
  'media-type-unsupported': {
    old: [
      415,
      'Unsupported Media Type',
      'Unsupported Media Type: {mediaType}',
      'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    ],
    now: brokenServer,
  },
  'body-too-large': {
    old: [413, 'Payload Too Large', 'Request body is too large', 'FST_ERR_CTP_BODY_TOO_LARGE'],
    now: brokenServer,
  },
  'rate-limited': {
    old: [429, 'Too Many Requests', 'Rate limit exceeded, retry in {wait}'],
    now: [429, 'RateLimitExceeded', 'Rate limit exceeded. Please try again in {seconds} seconds'],
  },
} as const satisfies Record<string, { readonly old: RefusalText; readonly now: RefusalText }>;

export type RefusalName = keyof typeof refusalTexts;

function same(...text: RefusalText): { readonly old: RefusalText; readonly now: RefusalText } {
  return { old: text, now: text };
}
