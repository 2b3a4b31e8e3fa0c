import { Failure } from '../failure/failure.ts';
import { quoteKey, quoteKeys } from '../secrets/quote-key.ts';
import type { Secret } from '../secrets/select.ts';
import { nearestName } from '../spec/nearest-name.ts';
import type { Refusal } from './refusal.ts';
import { isTemplateFilter, type TemplateFilter, templateFilters } from './template-filters.ts';

type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly key: string; readonly filter: TemplateFilter };

/** A template that has been read and found correct. */
export interface Template {
  readonly segments: readonly Segment[];
  /** Name of the output, for messages: `outputs.config`. */
  readonly place: string;
}

/**
 * Reads a template: `{{secret:KEY}}` or `{{secret:KEY|filter}}`, blanks allowed inside. Every other text stays as it is,
 * so that templates of other programs (`{{ .Labels }}`) pass through.
 *
 * @param place `outputs.config`, for messages
 * @throws Failure `template-invalid`
 */
export function parseTemplate(text: string, place: string): Template {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(/\{\{\s*secret:([^{}\n]*)\}\}/g)) {
    const [whole, inside = ''] = match;
    segments.push({ kind: 'text', text: text.slice(end, match.index) }, parsePlaceholder(inside, place));
    end = match.index + whole.length;
  }
  const rest = text.slice(end);
  if (/\{\{\s*secret:/.test(rest)) throw invalid(place, 'close every "{{secret:" with "}}" on the same line');
  return { segments: [...segments, { kind: 'text', text: rest }], place };
}

function parsePlaceholder(inside: string, place: string): Segment {
  const [key = '', filter, ...more] = inside.split('|').map((part) => part.trim());
  if (key === '' || more.length > 0) throw invalid(place, `correct the placeholder {{secret:${inside}}}`);
  if (filter === undefined) return { kind: 'secret', key, filter: 'line' };
  if (isTemplateFilter(filter) && filter !== 'line') return { kind: 'secret', key, filter };
  const names = Object.keys(templateFilters).filter((name) => name !== 'line');
  const near = nearestName(filter, names);
  const hint = near === undefined ? `use one of ${names.join(', ')}` : `use ${near}`;
  throw invalid(place, `${hint} instead of ${quoteKey(filter)} in {{secret:${inside}}}`);
}

/** The keys that a template names, each once, sorted. */
export function templateKeys(template: Template): string[] {
  const keys = template.segments.flatMap((segment) => (segment.kind === 'secret' ? [segment.key] : []));
  return [...new Set(keys)].sort();
}

/** What cannot stand in the template; a key that no source has is a failure of its own. */
export function refuseForTemplate(template: Template, secrets: readonly Secret[]): Refusal[] {
  const values = new Map(secrets.map(({ key, value }) => [key, value]));
  const missing = new Set<string>();
  const refusals: Refusal[] = [];
  for (const segment of template.segments) {
    if (segment.kind === 'text') continue;
    const value = values.get(segment.key);
    if (value === undefined) missing.add(segment.key);
    else {
      const reason = templateFilters[segment.filter].refuse(value.reveal());
      if (reason !== undefined) refusals.push({ key: segment.key, reason });
    }
  }
  if (missing.size > 0) {
    throw new Failure('key-missing', {
      todo: `create ${quoteKeys([...missing])} in Infisical, or correct the template of ${template.place}`,
      what: `the template names ${missing.size === 1 ? 'a key' : 'keys'} that no source has`,
    });
  }
  return refusals;
}

/** Fills in; call it only after {@link refuseForTemplate} found nothing. */
export function encodeTemplate(template: Template, secrets: readonly Secret[]): string {
  const values = new Map(secrets.map(({ key, value }) => [key, value]));
  return template.segments
    .map((segment) =>
      segment.kind === 'text'
        ? segment.text
        : templateFilters[segment.filter].encode(values.get(segment.key)?.reveal() ?? ''),
    )
    .join('');
}

function invalid(place: string, todo: string): Failure {
  return new Failure('template-invalid', { todo, what: `the template of ${place} is not correct` });
}
