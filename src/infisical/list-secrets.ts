import type { ListedSecret, SecretList } from '../secrets/listed-secret.ts';
import type { SourceSpec } from '../spec/schema.ts';
import { listSchema, projectSchema, singleSchema } from './answer-schema.ts';
import { explainMissingPath, explainSourceRefusal } from './explain-refusal.ts';
import { type ListRoute, listPath, singlePath } from './list-request.ts';
import { isRouteMissing, readAnswer, readErrorBody } from './read-answer.ts';
import { readList, toListed } from './read-list.ts';
import type { Session } from './session.ts';
import { type ApiAnswer, headerOf } from './transport.ts';

/** What a list request gives. `etag` may be sent with the next one. */
export type ListResult =
  | {
      readonly kind: 'list';
      readonly list: SecretList;
      readonly etag: string | undefined;
      readonly route: ListRoute;
    }
  | { readonly kind: 'unchanged'; readonly route: ListRoute };

/** Lists sources on one server, and remembers which generation of the route the server has. */
export interface SecretReader {
  /**
   * @param place `sources[0]`, for messages
   * @param etag of an earlier answer for the same source: the server then may say that nothing changed
   */
  list(source: SourceSpec, place: string, etag?: string): Promise<ListResult>;
  /** One secret by name, or undefined when the folder has none of that name. */
  get(source: SourceSpec, place: string, key: string): Promise<ListedSecret | undefined>;
  /** The slugs of a project's environments, for a better message; empty when the server does not tell. */
  environments(projectId: string): Promise<readonly string[]>;
}

export function openSecretReader(session: Session): SecretReader {
  let route: ListRoute = 'v4';

  /** v4 first; v3 where the server does not have the route. A missing object is never a reason to fall back. */
  const getOnEitherRoute = async (
    path: (route: ListRoute) => string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ answer: ApiAnswer; where: string }> => {
    const first = await session.get(path(route), headers);
    if (route === 'v3' || !isRouteMissing(first)) return { answer: first, where: session.where(path(route)) };
    const second = await session.get(path('v3'), headers);
    if (!isRouteMissing(second)) route = 'v3';
    return { answer: second, where: session.where(path('v3')) };
  };

  const environments = async (projectId: string): Promise<readonly string[]> => {
    const id = encodeURIComponent(projectId);
    for (const path of [`/api/v1/projects/${id}`, `/api/v1/workspace/${id}`]) {
      const slugs = await session.get(path).then(readEnvironments, () => undefined);
      if (slugs !== undefined) return slugs;
    }
    return [];
  };

  const list = async (source: SourceSpec, place: string, etag?: string): Promise<ListResult> => {
    const headers: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag };
    const { answer, where } = await getOnEitherRoute((version) => listPath(version, source), headers);
    if (answer.status === 304 && etag !== undefined) return { kind: 'unchanged', route };
    if (answer.status !== 200) {
      const failure = explainSourceRefusal(answer, where, source, place);
      if (failure.code !== 'path-unknown') throw failure;
      throw explainMissingPath(
        source,
        place,
        `${where} answered ${answer.status}`,
        await environments(source.projectId),
      );
    }
    const rows = readList(readAnswer(answer, listSchema, where), source, where);
    return { kind: 'list', list: rows, etag: headerOf(answer, 'etag'), route };
  };

  return {
    environments,
    list,
    async get(source, place, key) {
      if (key.length > longestRoutableKey) return findInList(await list(source, place), key);
      const { answer, where } = await getOnEitherRoute((version) => singlePath(version, source, key), {});
      if (answer.status === 200) return toListed(readAnswer(answer, singleSchema, where).secret, source.path);
      if (isSecretMissing(answer)) return undefined;
      throw explainSourceRefusal(answer, where, source, place);
    },
  };
}

/** A longer name matches no route (recorded: 404 of the framework), but stands in the list. */
const longestRoutableKey = 100;

function findInList(result: ListResult, key: string): ListedSecret | undefined {
  if (result.kind === 'unchanged') return undefined;
  const { own, imports } = result.list;
  return [...imports.flatMap(({ secrets }) => secrets), ...own].findLast((secret) => secret.key === key);
}

/** 404 `NotFound` with its own words; 400 on servers of 2024 (recorded). */
function isSecretMissing(answer: ApiAnswer): boolean {
  const { message } = readErrorBody(answer);
  return (
    (answer.status === 404 || answer.status === 400) && /^Secret (with name .* )?not found/s.test(message)
  );
}

function readEnvironments(answer: ApiAnswer): readonly string[] | undefined {
  if (answer.status !== 200) return undefined;
  const project = readAnswer(answer, projectSchema, '');
  return ('project' in project ? project.project : project.workspace).environments.map(({ slug }) => slug);
}
