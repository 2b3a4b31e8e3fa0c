import { isRecord } from './is-record.ts';

/** Reads the fields of one object of parsed JSON. Every method throws a sentence with the field's place. */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #place: string;
  readonly #asked = new Set<string>();

  constructor(value: unknown, place: string) {
    if (!isRecord(value)) {
      throw new Error(`${place} must be an object`);
    }
    this.#fields = value;
    this.#place = place;
  }

  text(name: string): string {
    const value = this.#value(name);
    return typeof value === 'string' ? value : this.#refuse(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.#value(name);
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false');
  }

  /** A whole number from 0. */
  count(name: string): number {
    const value = this.#value(name);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0
      ? value
      : this.#refuse(name, 'a whole number from 0');
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#value(name);
    return (
      choices.find((choice) => choice === value) ??
      this.#refuse(name, `one of ${choices.map((choice) => JSON.stringify(choice)).join(', ') || '(none)'}`)
    );
  }

  /** A folder: `/` or `/name/name`. Default `/`. */
  path(name: string): string {
    const value = this.#value(name) ?? '/';
    return typeof value === 'string' && /^(\/|(\/[^/]+)+)$/.test(value)
      ? value
      : this.#refuse(name, 'a folder such as "/" or "/app"');
  }

  texts(name: string, accept: (text: string) => boolean = () => true, what = 'a text'): readonly string[] {
    return this.#items(name).map((item, index) =>
      typeof item === 'string' && accept(item) ? item : this.#refuse(`${name}[${index}]`, what),
    );
  }

  list<Item>(name: string, read: (reader: FieldReader) => Item): readonly Item[] {
    return this.#items(name).map((item, index) =>
      read(new FieldReader(item, `${this.#place}.${name}[${index}]`)),
    );
  }

  child<Item>(name: string, read: (reader: FieldReader) => Item): Item {
    return read(new FieldReader(this.#value(name), `${this.#place}.${name}`));
  }

  /** A value of any kind. */
  any(name: string): unknown {
    return this.#value(name);
  }

  /** An object of texts. */
  textMap(name: string): Readonly<Record<string, string>> {
    return this.child(name, (reader) =>
      Object.fromEntries(Object.keys(reader.#fields).map((key) => [key, reader.text(key)])),
    );
  }

  /** `{name: …}` when the field is there, else nothing. */
  optional<Name extends string, Value>(name: Name, read: () => Value): { readonly [key in Name]?: Value } {
    const result: { [key in Name]?: Value } = {};
    if (this.#value(name) !== undefined) {
      result[name] = read();
    }
    return result;
  }

  /** Refuses a field that was never asked for. */
  refuseOthers(): void {
    const unknown = Object.keys(this.#fields).find((name) => !this.#asked.has(name));
    if (unknown !== undefined) {
      throw new Error(`${this.#place} has no field ${JSON.stringify(unknown)}`);
    }
  }

  #value(name: string): unknown {
    this.#asked.add(name);
    return this.#fields[name];
  }

  #items(name: string): readonly unknown[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value : this.#refuse(name, 'a list');
  }

  #refuse(name: string, expected: string): never {
    throw new Error(`${this.#place}.${name} must be ${expected}`);
  }
}
