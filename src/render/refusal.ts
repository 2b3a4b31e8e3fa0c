/** Why a format cannot carry a secret. A closed list, so that each reason has its words in one place. */
export type RefusalReason =
  | 'name-not-identifier'
  | 'name-obeyed-by-service'
  | 'name-obeyed-by-engine'
  | 'name-obeyed-by-shell'
  | 'name-not-file-name'
  | 'name-too-long'
  | 'value-nul'
  | 'value-not-unicode'
  | 'value-noncharacter'
  | 'value-too-long'
  | 'value-quotes-and-lines'
  | 'value-spans-lines'
  | 'value-not-xml';

/** One secret that one format cannot carry. */
export interface Refusal {
  readonly key: string;
  readonly reason: RefusalReason;
}

/** The words for a reason, to follow "KEY: ". */
export function describeReason(reason: RefusalReason): string {
  switch (reason) {
    case 'name-not-identifier':
      return 'the name is not made of letters, digits and "_" only, with no digit first';
    case 'name-obeyed-by-service':
      return 'the loader, shell or service manager that starts the program obeys a variable of this name';
    case 'name-obeyed-by-engine':
      return 'the container engine on the host obeys a variable of this name, and this value needs the route through its environment';
    case 'name-obeyed-by-shell':
      return 'a shell changes or obeys a variable of this name';
    case 'name-not-file-name':
      return 'the name cannot be the name of a file (it is empty, begins with "." or has a "/" or control character)';
    case 'name-too-long':
      return 'the name is longer than a file name may be';
    case 'value-nul':
      return 'the value holds a NUL character';
    case 'value-not-unicode':
      return 'the value holds half of a surrogate pair, which UTF-8 cannot express';
    case 'value-noncharacter':
      return 'the value holds a Unicode noncharacter, for which systemd refuses the whole file';
    case 'value-too-long':
      return 'name and value together are longer than the 131,071 bytes a variable may have';
    case 'value-quotes-and-lines':
      return 'the value mixes quotes, newlines and backslashes in a way this grammar cannot express';
    case 'value-spans-lines':
      return 'the value spans lines where the placeholder has no filter: say |raw, |json or another filter';
    case 'value-not-xml':
      return 'the value holds a control character that XML cannot express';
  }
}
