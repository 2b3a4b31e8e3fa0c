import type { Dialect } from '../dialect.ts';
import { uuidFrom } from '../ids.ts';
import type { StoredProject, StoredSecret } from '../state.ts';

export type SecretItem = Readonly<Record<string, unknown>>;

/** Where an item stands decides which fields it has: infisical-api.md section 3.2, recorded exchanges. */
export type ItemPlace = 'listed' | 'imported' | 'fetched' | 'fetched-from-import';

const hiddenValue = '<hidden-by-infisical>';

/** A secret as the server gives it. `value` is the expanded one; `viewValue` false hides it. */
export function toItem(
  dialect: Dialect,
  project: StoredProject,
  secret: StoredSecret,
  place: ItemPlace,
  value: string,
  viewValue: boolean,
): SecretItem {
  const old = dialect === 'v3-2024';
  const imported = place === 'imported';
  return {
    id: secret.id,
    _id: secret.id,
    workspace: imported ? '' : project.id,
    environment: secret.environment,
    version: secret.version,
    type: secret.type,
    secretKey: secret.key,
    secretValue: viewValue ? value : hiddenValue,
    secretComment: secret.comment,
    ...(imported
      ? {}
      : {
          secretReminderNote: secret.reminder?.note ?? null,
          secretReminderRepeatDays: secret.reminder?.repeatDays ?? null,
        }),
    skipMultilineEncoding: secret.skipMultilineEncoding,
    ...(old
      ? { metadata: null }
      : {
          secretValueHidden: !viewValue,
          secretMetadata: [],
          actor: null,
          isRotatedSecret: false,
          rotationId: null,
        }),
    ...(imported
      ? {}
      : {
          createdAt: new Date(secret.createdAtMs).toISOString(),
          updatedAt: new Date(secret.updatedAtMs).toISOString(),
        }),
    ...(place === 'listed' || (place !== 'imported' && !old) ? { secretPath: secret.path } : {}),
    ...(place === 'listed' || place === 'fetched' ? { tags: tagItems(project, secret) } : {}),
  };
}

function tagItems(project: StoredProject, secret: StoredSecret): readonly SecretItem[] {
  return secret.tags.map((slug) => ({
    id: uuidFrom('tag', project.id, slug),
    slug,
    color: '#808080',
    name: slug,
  }));
}
