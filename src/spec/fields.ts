import { isAbsolute, normalize } from 'node:path';
import * as z from 'zod/mini';

/**
 * The fields that the spec is made of. Each `regex` or `refine` carries what is *expected* as its message;
 * {@link explainIssues} adds the path and what was found.
 */

export const nonEmpty = z.string().check(z.minLength(1));

/** Absolute and in its simplest form, so that two paths are the same file only if they are the same text. */
export const absolutePath = z
  .string()
  .check(z.refine(isPlainAbsolutePath, 'an absolute path without "..", "//" or a final "/"'));

/** Where an output goes: not into the Nix store, which is world-readable (and read-only). */
export const outputPath = z.string().check(
  z.refine(isPlainAbsolutePath, { error: 'an absolute path without "..", "//" or a final "/"', abort: true }),
  z.refine(
    (path) => !path.startsWith('/nix/store/'),
    'a path outside /nix/store, such as /run/infisical-fetch/…',
  ),
);

/** A credential's file: absolute, or the name of a systemd credential (a file in `$CREDENTIALS_DIRECTORY`). */
export const credentialFile = z.string().check(
  z.refine((path) => /^[A-Za-z0-9_.-]+$/.test(path) || (isAbsolute(path) && normalize(path) === path), {
    error: 'an absolute path, or the name of a systemd credential',
    abort: true,
  }),
  z.refine(
    (path) => !path.startsWith('/nix/store/'),
    'a path outside /nix/store, which every user and every binary cache can read',
  ),
);

/** Owner and mode bits only: an output is never readable by everybody. */
export const fileMode = z.string().check(
  z.regex(/^0?[0-7]{3}$/, { error: 'three or four octal digits such as "0400"', abort: true }),
  z.refine((mode) => /0$/.test(mode), 'a mode that ends in 0, because everybody else must not read secrets'),
);

/** A user or group: a name, or a number as text. */
export const accountName = z
  .string()
  .check(z.regex(/^([a-z_][a-z0-9_.-]{0,30}\$?|[0-9]{1,10})$/i, 'the name or number of a user or group'));

/** A folder in Infisical. Without the leading slash servers of 2024 answer 200 with an empty list (recorded). */
export const folderPath = z
  .string()
  .check(z.regex(/^\/$|^(\/[A-Za-z0-9_-]+)+$/, 'a folder such as "/" or "/app/web", without a final "/"'));

/** Slugs are compared as text, and case matters (recorded: `PROD` is an empty list where `prod` is not). */
export const environmentSlug = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]+$/, 'the slug of an environment such as "prod", not its display name'));

export const projectId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]+$/, "the id of a project, from the project's settings page"));

/** A systemd unit with its type; the characters are those of systemd.unit(5). */
export const unitName = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9:_.\\@-]{1,240}\.[a-z]+$/, 'a systemd unit with its type, such as "myapp.service"'),
  );

/** `*` stands for any characters, `?` for one. */
export const keyPattern = nonEmpty;

/** The address with or without `/api`, or a region of the cloud by name. */
export const serverUrl = z
  .string()
  .check(
    z.refine(
      (url) => url === 'us' || url === 'eu' || isHttpAddress(url),
      'an address such as "https://infisical.example.com", or "us" or "eu" for Infisical\'s cloud',
    ),
  );

function isPlainAbsolutePath(path: string): boolean {
  return isAbsolute(path) && normalize(path) === path && !path.endsWith('/') && !path.includes('\0');
}

function isHttpAddress(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  );
}
