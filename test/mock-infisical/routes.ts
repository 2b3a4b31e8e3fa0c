import { jsonAnswer } from './answer.ts';
import { login } from './auth/login.ts';
import { renewToken, revokeToken } from './auth/renew-and-revoke.ts';
import { getProject, getProjectBySlug, listFolders } from './project-routes.ts';
import type { Route, RouteContext } from './route.ts';
import { getSecret } from './secrets/get-secret.ts';
import { listSecrets } from './secrets/list-secrets.ts';

/** All routes. A GET route serves HEAD too. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/api/status', access: 'public', handle: status },
  {
    method: 'POST',
    path: '/api/v1/auth/universal-auth/login',
    access: 'public',
    limit: 'logins',
    handle: login,
  },
  {
    method: 'POST',
    path: '/api/v1/auth/token/renew',
    access: 'public',
    limit: 'logins',
    handle: renewToken,
  },
  {
    method: 'POST',
    path: '/api/v1/auth/token/revoke',
    access: 'public',
    limit: 'logins',
    handle: revokeToken,
  },
  {
    method: 'GET',
    path: '/api/v3/secrets/raw',
    access: 'token',
    limit: 'secrets',
    handle: listSecrets('v3'),
  },
  {
    method: 'GET',
    path: '/api/v3/secrets/raw/:name',
    access: 'token',
    limit: 'secrets',
    handle: getSecret('v3'),
  },
  {
    method: 'GET',
    path: '/api/v4/secrets',
    access: 'token',
    limit: 'secrets',
    v4Only: true,
    handle: listSecrets('v4'),
  },
  {
    method: 'GET',
    path: '/api/v4/secrets/:name',
    access: 'token',
    limit: 'secrets',
    v4Only: true,
    handle: getSecret('v4'),
  },
  { method: 'GET', path: '/api/v1/workspace/:id', access: 'token', handle: getProject('workspace') },
  { method: 'GET', path: '/api/v2/workspace/:slug', access: 'token', handle: getProjectBySlug },
  {
    method: 'GET',
    path: '/api/v1/projects/:id',
    access: 'token',
    v4Only: true,
    handle: getProject('project'),
  },
  {
    method: 'GET',
    path: '/api/v1/projects/slug/:slug',
    access: 'token',
    v4Only: true,
    handle: getProjectBySlug,
  },
  { method: 'GET', path: '/api/v1/folders', access: 'token', handle: listFolders('workspaceId') },
  {
    method: 'GET',
    path: '/api/v2/folders',
    access: 'token',
    v4Only: true,
    handle: listFolders('projectId'),
  },
];

function status({ state }: RouteContext) {
  return jsonAnswer(200, {
    date: new Date(state.now()).toISOString(),
    message: 'Ok',
    emailConfigured: false,
    inviteOnlySignup: true,
    redisConfigured: true,
    secretScanningConfigured: false,
  });
}
