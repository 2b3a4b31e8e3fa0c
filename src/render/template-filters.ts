import type { RefusalReason } from './refusal.ts';
import { quoteForShell } from './shell.ts';
import { quoteForSystemd } from './systemd-env.ts';
import { checkText, hasNoncharacter } from './value-checks.ts';

interface Filter {
  refuse(value: string): RefusalReason | undefined;
  encode(value: string): string;
}

/** How a value is written where a placeholder stands. `line` is what a placeholder without a filter means. */
export const templateFilters = {
  /** As it is, but one line: a value cannot add a line of its own to a configuration file. */
  line: {
    refuse: (value) => checkText(value) ?? (/[\r\n]/.test(value) ? 'value-spans-lines' : undefined),
    encode: (value) => value,
  },
  /** As it is, whatever it is: for a PEM that has the file to itself. */
  raw: {
    refuse: (value) => (value.isWellFormed() ? undefined : 'value-not-unicode'),
    encode: (value) => value,
  },
  /** A quoted string for JSON, YAML and TOML: what one of them wants escaped is escaped for all. */
  json: {
    refuse: (value) => (value.isWellFormed() ? undefined : 'value-not-unicode'),
    encode: (value) =>
      JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escapeUnit),
  },
  shell: { refuse: checkText, encode: quoteForShell },
  systemd: {
    refuse: (value) => checkText(value) ?? (hasNoncharacter(value) ? 'value-noncharacter' : undefined),
    encode: quoteForSystemd,
  },
  /** For a part of a URL: all but letters, digits and `-_.~` is percent-encoded (RFC 3986 section 2.3). */
  url: {
    refuse: (value) => (value.isWellFormed() ? undefined : 'value-not-unicode'),
    encode: (value) => encodeURIComponent(value).replace(/[!'()*]/g, percentEncode),
  },
  base64: {
    refuse: (value) => (value.isWellFormed() ? undefined : 'value-not-unicode'),
    encode: (value) => Buffer.from(value).toString('base64'),
  },
  /** For text and attributes. Newlines and tabs as references, because an attribute would lose them. */
  xml: {
    refuse: (value) =>
      checkText(value) ??
      (/[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value) ? 'value-not-xml' : undefined),
    encode: (value) =>
      value.replace(/[&<>"'\t\n\r\u007f-\u009f]/g, (character) => `&#${character.charCodeAt(0)};`),
  },
} as const satisfies Record<string, Filter>;

export type TemplateFilter = keyof typeof templateFilters;

export function isTemplateFilter(name: string): name is TemplateFilter {
  return Object.hasOwn(templateFilters, name);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
