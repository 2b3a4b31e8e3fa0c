import { Failure } from '../failure/failure.ts';
import type { SecretList } from '../secrets/listed-secret.ts';
import type { SourceSpec, Spec } from '../spec/schema.ts';
import { openConnection } from './connection.ts';
import { describeSource, explainMissingPath } from './explain-refusal.ts';
import type { ListRoute } from './list-request.ts';
import { openSecretReader, type SecretReader } from './list-secrets.ts';
import type { RetryContext } from './retry.ts';
import { type Credentials, openSession, type Session } from './session.ts';

/** One source as it was listed. */
export interface FetchedSource {
  readonly list: SecretList;
  readonly route: ListRoute;
}

export interface Fetched {
  readonly sources: readonly FetchedSource[];
  /** Revokes the token and closes the connection: best effort, at most two seconds. */
  finish(): Promise<void>;
}

const revokeTimeoutMs = 2000;

/**
 * Logs in once and lists every source of the spec, in order, over one connection.
 *
 * @throws Failure for whatever goes wrong; the connection is then closed
 */
export async function fetchSources(
  spec: Spec,
  credentials: Credentials,
  retry: RetryContext,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Fetched> {
  const connection = openConnection(spec.server, spec.limits, environment);
  let session: Session | undefined;
  const finish = async () => {
    await session?.revoke(AbortSignal.any([retry.signal, AbortSignal.timeout(revokeTimeoutMs)]));
    await connection.close();
  };
  try {
    session = await openSession(connection, credentials, spec.credentials, retry);
    const reader = openSecretReader(session);
    const sources: FetchedSource[] = [];
    for (const [index, source] of spec.sources.entries()) {
      sources.push(await fetchSource(source, `sources[${index}]`, reader));
    }
    return { sources, finish };
  } catch (error) {
    await finish();
    throw error;
  }
}

async function fetchSource(source: SourceSpec, place: string, reader: SecretReader): Promise<FetchedSource> {
  const result = await reader.list(source, place);
  if (result.kind === 'unchanged') throw new TypeError('304 without an etag');
  const isEmpty =
    result.list.own.length === 0 && result.list.imports.every(({ secrets }) => secrets.length === 0);
  if (!isEmpty || source.allowEmpty) return result;
  const what = `the server lists no secrets in ${describeSource(source)}`;
  const environments = await reader.environments(source.projectId);
  if (environments.length > 0 && !environments.includes(source.environment)) {
    // Servers of 2024 answer an unknown environment with 200 and an empty list (recorded).
    throw explainMissingPath(source, place, what, environments);
  }
  throw new Failure('list-empty', {
    todo: `correct ${place}.environment or ${place}.path, or let the machine identity read there; if it is meant to be empty set ${place}.allowEmpty = true`,
    what,
    details: ['An empty list is refused because it usually means a wrong path or a missing permission.'],
  });
}
