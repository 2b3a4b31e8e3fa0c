import { secretId, withParents } from './ids.ts';
import type { SeedFolder } from './seed.ts';
import type { MockState, StoredIdentity, StoredProject } from './state.ts';

/** A place in a project. `path` defaults to `/`. */
export interface SecretPlace {
  readonly projectId: string;
  readonly environment: string;
  readonly path?: string;
}

/**
 * Creates or changes a shared secret, as an administrator would in the web pages. Throws a sentence when the
 * project or the environment does not exist.
 */
export function setSecret(state: MockState, place: SecretPlace, key: string, value: string): void {
  const { project, folder } = findPlace(state, place);
  for (const folderAbove of withParents(folder)) {
    project.folders.add(folderAbove);
  }
  const id = secretId(project.id, folder, key, 'shared');
  const before = project.secrets.get(id);
  const nowMs = state.now();
  project.secrets.set(id, {
    id,
    key,
    environment: folder.environment,
    path: folder.path,
    type: 'shared',
    tags: before?.tags ?? [],
    comment: before?.comment ?? '',
    reminder: before?.reminder ?? null,
    skipMultilineEncoding: before?.skipMultilineEncoding ?? false,
    hidden: before?.hidden ?? false,
    value,
    version: (before?.version ?? 0) + 1,
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
  });
}

/** Deletes a shared secret; gives whether it existed. */
export function deleteSecret(state: MockState, place: SecretPlace, key: string): boolean {
  const { project, folder } = findPlace(state, place);
  return project.secrets.delete(secretId(project.id, folder, key, 'shared'));
}

/** Gives an identity another client secret, which is valid whatever happened to the one before. */
export function rotateClientSecret(state: MockState, clientId: string, clientSecret: string): void {
  const identity = findIdentity(state, clientId);
  identity.clientSecret = clientSecret;
  identity.revoked = false;
  identity.expired = false;
  identity.usesLeft = null;
}

/** Revokes the client secret; tokens it gave out stay valid (recorded). */
export function revokeClientSecret(state: MockState, clientId: string): void {
  findIdentity(state, clientId).revoked = true;
}

/** Removes an identity and with it all its tokens. */
export function deleteIdentity(state: MockState, clientId: string): void {
  state.identities.delete(findIdentity(state, clientId).clientId);
  for (const token of state.tokens.values()) {
    if (token.clientId === clientId) {
      state.tokens.delete(token.id);
    }
  }
}

/** Forgets all access tokens, as a restored database would. */
export function forgetTokens(state: MockState): void {
  state.tokens.clear();
}

/** Begins every rate limit's minute anew. */
export function forgetRateLimits(state: MockState): void {
  state.rateWindows.clear();
}

function findIdentity(state: MockState, clientId: string): StoredIdentity {
  const identity = state.identities.get(clientId);
  if (identity === undefined) {
    throw new Error(`there is no identity with client id ${JSON.stringify(clientId)}`);
  }
  return identity;
}

function findPlace(
  state: MockState,
  place: SecretPlace,
): { readonly project: StoredProject; readonly folder: SeedFolder } {
  const project = state.projects.get(place.projectId);
  if (project === undefined) {
    throw new Error(`there is no project ${JSON.stringify(place.projectId)}`);
  }
  if (!project.environments.includes(place.environment)) {
    throw new Error(
      `project ${place.projectId} has no environment ${JSON.stringify(place.environment)}, only ${project.environments.join(', ')}`,
    );
  }
  return { project, folder: { environment: place.environment, path: place.path ?? '/' } };
}
