import { Failure } from '../failure/failure.ts';
import type { ListedSecret, SecretList } from '../secrets/listed-secret.ts';
import { SecretValue } from '../secrets/secret-value.ts';
import type { SourceSpec } from '../spec/schema.ts';
import type { Item, ListAnswer } from './answer-schema.ts';

/** The text that stands in for a value the identity may not read (contract section 3.5). */
const hiddenText = '<hidden-by-infisical>';

/** What a server makes of a value of several lines with an expanded reference, when the secret's flag asks for it. */
const encodedText = /^"[^\n]*\\n[^\n]*"$/;

/**
 * Turns a list answer into our own words.
 *
 * - `personal` rows are left out: they are a person's overrides, and come beside the shared row of the same key.
 * - With `recursive`, rows outside the folder are left out: servers of 2024 compare by prefix, so that `/app`
 *   brings `/application` too (recorded).
 *
 * @param where request and address, for messages
 * @throws Failure `answer-unexpected` when the rows belong to another project or environment
 */
export function readList(answer: ListAnswer, source: SourceSpec, where: string): SecretList {
  const shared = answer.secrets.filter((item) => item.type !== 'personal');
  refuseForeignRows(shared, source, where);
  return {
    own: shared
      .filter((item) => isInside(item.secretPath, source.path))
      .map((item) => toListed(item, source.path)),
    imports: (answer.imports ?? []).map((entry) => ({
      environment: entry.environment,
      path: entry.secretPath,
      secrets: entry.secrets
        .filter((item) => item.type !== 'personal')
        .map((item) => toListed(item, entry.secretPath)),
    })),
  };
}

/** One row of an answer; `folder` is used where the row does not say where it stands. */
export function toListed(item: Item, folder: string): ListedSecret {
  return {
    key: item.secretKey,
    value: new SecretValue(item.secretValue),
    path: item.secretPath ?? folder,
    hidden: item.secretValueHidden === true || item.secretValue === hiddenText,
    encoded: item.skipMultilineEncoding === true && encodedText.test(item.secretValue),
    version: item.version,
  };
}

function isInside(path: string | undefined, folder: string): boolean {
  if (path === undefined || folder === '/') return true;
  return path === folder || path.startsWith(`${folder}/`);
}

function refuseForeignRows(items: readonly Item[], source: SourceSpec, where: string): void {
  const foreign = items.some(
    (item) =>
      ((item.workspace ?? '') !== '' && item.workspace !== source.projectId) ||
      ((item.environment ?? '') !== '' && item.environment !== source.environment),
  );
  if (!foreign) return;
  throw new Failure('answer-unexpected', {
    todo: 'check what stands between this host and the Infisical server (a cache that mixes answers, another server)',
    what: `${where} answered with secrets of another project or environment than the one asked for`,
  });
}
