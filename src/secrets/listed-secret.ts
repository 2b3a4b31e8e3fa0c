import type { SecretValue } from './secret-value.ts';

/** A secret as a source lists it, before merge. */
export interface ListedSecret {
  readonly key: string;
  readonly value: SecretValue;
  /** Folder it stands in. */
  readonly path: string;
  /** The server did not show the value; what stands in {@link value} must never be delivered. */
  readonly hidden: boolean;
  /** The server has probably written the newlines of the value as `\n` and put quotes round it. */
  readonly encoded: boolean;
  readonly version: number | undefined;
}

/** What one import of the listed folder brings. */
export interface ListedImport {
  readonly environment: string;
  readonly path: string;
  readonly secrets: readonly ListedSecret[];
}

/** All that one source lists. Imports stand in the order of the server: a later one wins over an earlier one. */
export interface SecretList {
  readonly own: readonly ListedSecret[];
  readonly imports: readonly ListedImport[];
}
