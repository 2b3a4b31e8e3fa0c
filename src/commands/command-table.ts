/** A command as help, hints and the parser know it. */
export interface CommandEntry {
  readonly summary: string;
  /** Names of the positional arguments, all required. */
  readonly positionals: readonly string[];
  readonly options: Readonly<
    Record<string, { readonly type: 'boolean' | 'string'; readonly summary: string }>
  >;
}

const json = { type: 'boolean', summary: 'print one JSON object for programs' } as const;

/** Every command. Help text, hints after a typing mistake and parsing all come from here. */
export const commandTable = {
  apply: {
    summary: 'fetch the secrets of a spec and write its outputs (what the unit runs)',
    positionals: ['SPEC'],
    options: {
      notify: { type: 'boolean', summary: 'tell the consumers of the spec when an output changed' },
      starting: { type: 'boolean', summary: 'the consumers start after this apply, so nobody need be told' },
      json,
    },
  },
  check: {
    summary: 'check a spec; writes nothing',
    positionals: ['SPEC'],
    options: { online: { type: 'boolean', summary: 'also log in, list, and print the key names' }, json },
  },
  demo: {
    summary: 'apply a small spec against a mock server on this machine, without any network',
    positionals: [],
    options: {
      directory: {
        type: 'string',
        summary: 'where to leave the files (default: a new one in the temporary directory)',
      },
    },
  },
} as const satisfies Record<string, CommandEntry>;

export type CommandName = keyof typeof commandTable;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}
