import { type Answer, jsonAnswer } from './answer.ts';
import { folderKey, uuidFrom } from './ids.ts';
import { queryReader } from './issues.ts';
import { Refusal } from './refusal.ts';
import type { RouteContext } from './route.ts';
import { openProject } from './secrets/access.ts';
import type { MockState, StoredIdentity, StoredProject } from './state.ts';

/**
 * The project with its environments: `{workspace: …}` at `GET /api/v1/workspace/{id}`, `{project: …}` at
 * `GET /api/v1/projects/{id}`. Source: infisical-api.md section 6.1, recorded exchange 222.
 */
export function getProject(key: 'workspace' | 'project') {
  return ({ state, parameter: id }: RouteContext, identity: StoredIdentity): Answer => {
    const { project } = openProject(state, identity, id, '');
    return jsonAnswer(200, { [key]: describeProject(state, project) });
  };
}

/** The same by slug, as a bare object (recorded: 223). */
export function getProjectBySlug({ state, parameter: slug }: RouteContext, identity: StoredIdentity): Answer {
  const { project } = openProject(state, identity, '', slug);
  return jsonAnswer(200, describeProject(state, project));
}

/** `GET /api/v1/folders`, and since v4 also `/api/v2/folders`: a way to tell whether a folder exists. */
export function listFolders(projectParameter: 'workspaceId' | 'projectId') {
  return ({ state, request }: RouteContext, identity: StoredIdentity): Answer => {
    const reader = queryReader(request);
    const projectId = reader.text(projectParameter)?.trim();
    const environment = reader.text('environment')?.trim();
    const path = reader.text('path')?.trim() ?? '/';
    if (projectId === undefined) {
      reader.missing(projectParameter);
    }
    if (environment === undefined) {
      reader.missing('environment');
    }
    reader.finish();
    const { project } = openProject(state, identity, projectId ?? '', '');
    if (!project.environments.includes(environment ?? '')) {
      throw new Refusal('folders-environment-unknown', { fill: { environment: environment ?? '' } });
    }
    return jsonAnswer(200, { folders: folderItems(project, environment ?? '', path) });
  };
}

type Item = Readonly<Record<string, unknown>>;

function folderItems(project: StoredProject, environment: string, path: string): readonly Item[] {
  const parent = folderKey({ environment, path });
  const start = path === '/' ? parent : `${parent}/`;
  const at = new Date(project.createdAtMs).toISOString();
  return [...project.folders]
    .filter((key) => key !== parent && key.startsWith(start) && !key.slice(start.length).includes('/'))
    .toSorted()
    .map((key) => ({
      id: uuidFrom('folder', project.id, key),
      name: key.slice(start.length),
      version: 1,
      createdAt: at,
      updatedAt: at,
      envId: uuidFrom('environment', project.id, environment),
      parentId: uuidFrom('folder', project.id, parent),
      isReserved: false,
    }));
}

function describeProject({ dialect }: MockState, project: StoredProject): Item {
  const at = new Date(project.createdAtMs).toISOString();
  return {
    id: project.id,
    name: project.name,
    slug: project.slug,
    autoCapitalization: true,
    orgId: uuidFrom('organization'),
    createdAt: at,
    updatedAt: at,
    version: 3,
    upgradeStatus: null,
    pitVersionLimit: 10,
    kmsCertificateKeyId: null,
    auditLogsRetentionDays: null,
    _id: project.id,
    ...(dialect === 'v3-2024' ? {} : { type: 'secret-manager', hasDeleteProtection: false }),
    environments: project.environments.map((slug) => ({
      name: environmentNames[slug] ?? slug,
      slug,
      id: uuidFrom('environment', project.id, slug),
    })),
  };
}

const environmentNames: Readonly<Record<string, string>> = {
  dev: 'Development',
  staging: 'Staging',
  prod: 'Production',
};
