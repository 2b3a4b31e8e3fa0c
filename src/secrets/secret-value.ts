import { inspect } from 'node:util';

const placeholder = '[secret]';

/**
 * A text that must not be shown: a secret's value, the client secret, an access token. Every implicit way of
 * turning it into text (template, concatenation, JSON, console) gives `[secret]`; only {@link reveal} gives
 * the text, so that a search for `reveal(` finds each place where a secret leaves its box.
 */
export class SecretValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it only where the text is sent to the server or put into an output. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return placeholder;
  }

  toJSON(): string {
    return placeholder;
  }

  [inspect.custom](): string {
    return placeholder;
  }
}
