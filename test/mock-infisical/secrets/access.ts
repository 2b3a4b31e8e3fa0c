import { Refusal } from '../refusal.ts';
import type { SeedAccess, SeedFolder } from '../seed.ts';
import type { MockState, StoredIdentity, StoredProject } from '../state.ts';

/** A project and what an identity may do in it. */
export interface OpenProject {
  readonly project: StoredProject;
  readonly access: SeedAccess;
}

/**
 * Finds a project by slug or id (a slug wins) and the identity's place in it; refuses a project that does not
 * exist or is none of the identity's. Source: infisical-api.md section 3.5, recorded exchanges 092 to 098.
 */
export function openProject(
  state: MockState,
  identity: StoredIdentity,
  id: string,
  slug: string,
): OpenProject {
  const project =
    slug === ''
      ? state.projects.get(id)
      : state.projects.values().find((candidate) => candidate.slug === slug);
  if (project === undefined) {
    throw slug === ''
      ? new Refusal('project-unknown', { fill: { project: id } })
      : new Refusal('project-slug-unknown', { fill: { project: slug } });
  }
  const access = identity.access.find((candidate) => candidate.projectId === project.id);
  if (access === undefined) {
    throw new Refusal('not-a-member');
  }
  return { project, access };
}

/** As {@link openProject}, for its secrets: those of an end-to-end encrypted project cannot be had. */
export function openSecrets(
  state: MockState,
  identity: StoredIdentity,
  id: string,
  slug: string,
): OpenProject {
  const open = openProject(state, identity, id, slug);
  if (open.project.unmigrated) {
    throw new Refusal('project-unmigrated');
  }
  return open;
}

/** Whether secrets of a folder may be read. */
export function mayRead(access: SeedAccess, folder: SeedFolder): boolean {
  return (
    access.permission === 'read' &&
    (access.scope === undefined ||
      (access.scope.environment === folder.environment && access.scope.path === folder.path))
  );
}

/** Refuses a folder that may not be read. Asked before the folder is looked for (recorded: 209). */
export function requireReadable(access: SeedAccess, folder: SeedFolder): void {
  if (!mayRead(access, folder)) {
    throw permissionDenied(folder);
  }
}

export function permissionDenied({ environment, path }: SeedFolder): Refusal {
  const conditions = { environment, secretPath: path };
  return new Refusal('permission-denied', {
    details: [{ action: 'read', inverted: false, subject: 'secrets', conditions }],
  });
}
