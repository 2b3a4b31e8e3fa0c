import type { Fault, FaultKind } from './faults.ts';
import { FieldReader } from './field-reader.ts';

/** Reads a fault from parsed JSON. Throws a sentence when it is malformed. */
export function parseFault(value: unknown): Fault {
  const reader = new FieldReader(value, 'fault');
  const fault: Fault = {
    kind: reader.child('kind', parseKind),
    ...reader.optional('match', () => reader.child('match', parseMatch)),
    ...reader.optional('times', () => reader.count('times')),
    ...reader.optional('after', () => reader.count('after')),
  };
  reader.refuseOthers();
  return fault;
}

function parseMatch(reader: FieldReader): NonNullable<Fault['match']> {
  const match = {
    ...reader.optional('method', () => reader.text('method')),
    ...reader.optional('pathPrefix', () => reader.text('pathPrefix')),
  };
  reader.refuseOthers();
  return match;
}

const types = [
  'status',
  'delay',
  'hang',
  'reset',
  'cut-body',
  'html',
  'invalid-json',
  'hidden-values',
  'empty-list',
  'redirect',
  'endless',
  'deep-json',
  'slow-drip',
  'locked',
] as const satisfies readonly FaultKind['type'][];

function parseKind(reader: FieldReader): FaultKind {
  const kind = kindFields(reader, reader.choice('type', types));
  reader.refuseOthers();
  return kind;
}

function kindFields(reader: FieldReader, type: FaultKind['type']): FaultKind {
  switch (type) {
    case 'hang':
    case 'reset':
    case 'cut-body':
    case 'invalid-json':
    case 'hidden-values':
    case 'empty-list':
    case 'endless':
    case 'locked':
      return { type };
    case 'status':
      return {
        type,
        status: reader.count('status'),
        ...reader.optional('body', () => reader.any('body')),
        ...reader.optional('headers', () => reader.textMap('headers')),
      };
    case 'delay':
      return { type, delayMs: reader.count('delayMs') };
    case 'html':
      return { type, ...reader.optional('status', () => reader.count('status')) };
    case 'redirect':
      return {
        type,
        location: reader.text('location'),
        ...reader.optional('status', () => reader.count('status')),
      };
    case 'deep-json':
      return { type, depth: reader.count('depth') };
    case 'slow-drip':
      return { type, bytesPerSecond: reader.count('bytesPerSecond') };
  }
}
