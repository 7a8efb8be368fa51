import { MESSAGES } from '#simulator/protobuf/messages.ts';

/** The types of fields that are not messages. `raw` is JSON in bytes; `strings` a message that JSON writes as a list of strings. */
const SCALARS = [
  ...(['string', 'int32', 'int64', 'bool', 'bytes', 'double', 'time', 'microTime'] as const),
  ...(['intOrString', 'quantity', 'raw', 'strings'] as const),
] as const;
export type ScalarType = (typeof SCALARS)[number];

/** A field of a message. */
export interface MessageField {
  name: string;
  /** A scalar type, or the full name of a message. */
  type: string;
  shape: 'one' | 'list' | 'map';
  /** JSON has the members of this message in place of the field (Go: `json:",inline"`). */
  isInline: boolean;
  /** A zero value is meaningful: a pointer in Go, or a field without `omitempty`. */
  keepsZero: boolean;
  /** The strategic merge patch of a list (`patchStrategy`, `patchMergeKey`). */
  patch?: { strategy: string; key: string };
}

/** A message's fields by number. */
export type Message = ReadonlyMap<number, MessageField>;

export const isScalar = (type: string): type is ScalarType => (SCALARS as readonly string[]).includes(type);

// A line per message: `core.v1.Probe: 1 handler^ ProbeHandler, 2 initialDelaySeconds int32, …`. A type without a dot is of the same
// package. `[]` begins a list, `map:` a map from strings. After a name: `^` inline, `!` keeps zero, `~strategy/key` the patch.
const FIELD = /^(\d+) (\w+)(\^)?(!)?(?:~([\w+]+)(?:\/(\w+))?)? (\[\]|map:)?(\S+)$/;

function readField(text: string, packageName: string): [number, MessageField] {
  const match = FIELD.exec(text);
  if (match === null) throw new Error(`not a field of a message: ${text}`);
  const [, number = '', name = '', inline, zero, strategy, key = '', shape, type = ''] = match;
  return [
    Number(number),
    {
      name,
      type: isScalar(type) || type.includes('.') ? type : `${packageName}.${type}`,
      shape: shape === undefined ? 'one' : shape === '[]' ? 'list' : 'map',
      isInline: inline !== undefined,
      keepsZero: zero !== undefined,
      ...(strategy === undefined ? {} : { patch: { strategy: strategy.replace('+', ','), key } }),
    },
  ];
}

function readTable(text: string): Map<string, Message> {
  const lines = text.trim().replaceAll('\n  ', ' ').split('\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon);
      const packageName = name.slice(0, name.lastIndexOf('.'));
      const list = line
        .slice(colon + 2)
        .split(', ')
        .filter((field) => field !== '');
      return [name, new Map(list.map((field) => readField(field, packageName)))];
    }),
  );
}

const TABLE = readTable(MESSAGES);

/** message returns the fields of a message. Throws for a name that the table does not have. */
export function message(name: string): Message {
  const found = TABLE.get(name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return found;
}

/**
 * messageName returns the message of a built-in kind: `core.v1.Pod`. It is undefined for a custom kind and for one that the table does not
 * have.
 */
export function messageName(apiVersion: string, kind: string): string | undefined {
  if (kind === 'DeleteOptions') return 'meta.v1.DeleteOptions';
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  if (group.includes('.') && !group.endsWith('.k8s.io')) return undefined;
  const name = `${group.split('.')[0]}.${version}.${kind}`;
  return TABLE.has(name) ? name : undefined;
}

/** jsonFields returns a message's fields by their JSON names, those of inlined messages included. */
export function jsonFields(name: string): ReadonlyMap<string, MessageField> {
  const known = JSON_FIELDS.get(name);
  if (known !== undefined) return known;
  const fields = new Map(
    [...message(name).values()].flatMap((field): [string, MessageField][] =>
      field.isInline ? [...jsonFields(field.type)] : [[field.name, field]],
    ),
  );
  JSON_FIELDS.set(name, fields);
  return fields;
}

const JSON_FIELDS = new Map<string, ReadonlyMap<string, MessageField>>();
