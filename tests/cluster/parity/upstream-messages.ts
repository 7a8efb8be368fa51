import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROTO_PACKAGE = /^package (\S+);/m;
const MESSAGE = /^message (\w+) \{\n([\s\S]*?)^\}/gm;
const PROTO_FIELD = /^ {2}(optional |repeated )?(map<string, *\.?([\w.]+)>|\.?[\w.]+) (\w+) = (\d+);/gm;
const STRUCT = /^type (\w+) struct \{\n([\s\S]*?)^\}/gm;
const GO_FIELD = /^\t(?:(\w+) )?(\s*\S+)\s+`([^`]*protobuf:"[^`]*)`/gm;

/** Types of generated.proto that JSON writes as a scalar. */
const SCALARS: Readonly<Record<string, string>> = {
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'microTime',
  'meta.v1.FieldsV1': 'raw',
  'pkg.runtime.RawExtension': 'raw',
  'util.intstr.IntOrString': 'intOrString',
  'api.resource.Quantity': 'quantity',
  'authentication.v1.ExtraValue': 'strings',
  'authorization.v1.ExtraValue': 'strings',
};

/** `k8s.io.api.core.v1.Pod` and `k8s.io.apimachinery.pkg.apis.meta.v1.ObjectMeta`, without what all of them share. */
const shortName = (type: string): string =>
  type
    .replace('k8s.io.api.', '')
    .replace('k8s.io.apimachinery.pkg.apis.', '')
    .replace('k8s.io.apimachinery.', '')
    .replace(/^pkg\.(util|api)\./, '$1.');

/** The flags of each field by `Struct.field`, from the tags of types.go. */
function readFlags(source: string): Map<string, string> {
  const flags = new Map<string, string>();
  for (const [, struct = '', body = ''] of source.matchAll(STRUCT)) {
    for (const [, , type = '', tags = ''] of body.matchAll(GO_FIELD)) {
      const name = /protobuf:"[^"]*name=(\w+)/.exec(tags)?.[1] ?? '';
      const json = /json:"([^"]*)"/.exec(tags)?.[1] ?? '';
      const strategy = /patchStrategy:"([^"]*)"/.exec(tags)?.[1];
      const key = /patchMergeKey:"([^"]*)"/.exec(tags)?.[1] ?? '';
      const isInline = json.startsWith(',');
      const isKept = type.trim().startsWith('*') || !json.includes('omitempty');
      const merge =
        strategy === undefined ? '' : `~${strategy.replace(',', '+')}${key === '' ? '' : `/${key}`}`;
      flags.set(`${struct}.${name}`, `${isInline ? '^' : ''}${isKept ? '!' : ''}${merge}`);
    }
  }
  return flags;
}

const BASIC = new Set(['string', 'int32', 'int64', 'bool', 'bytes', 'double']);

/** readPackage adds the messages of a Go package, each with its fields, to `into`. */
function readPackage(folder: string, into: Map<string, string[]>): void {
  const proto = readFileSync(path.join(folder, 'generated.proto'), 'utf8');
  const prefix = PROTO_PACKAGE.exec(proto)?.[1] ?? '';
  const flags = readFlags(readFileSync(path.join(folder, 'types.go'), 'utf8'));
  const typeOf = (type: string): string => {
    if (BASIC.has(type)) return type;
    const full = shortName(type.includes('.') ? type.replace(/^\./, '') : `${prefix}.${type}`);
    return (
      SCALARS[full] ?? (full.startsWith(shortName(prefix)) ? full.slice(shortName(prefix).length + 1) : full)
    );
  };
  for (const [, message = '', body = ''] of proto.matchAll(MESSAGE)) {
    const fields = [...body.matchAll(PROTO_FIELD)].map(
      ([, label, type = '', values, name = '', number = '']) => {
        const shape = values === undefined ? typeOf(type) : `map:${typeOf(values)}`;
        const isList = label === 'repeated ' && values === undefined;
        const field = flags.get(`${message}.${name}`) ?? '';
        const isScalar = !isList && BASIC.has(shape);
        return `${number} ${name}${isScalar ? field : field.replace('!', '')} ${isList ? '[]' : ''}${shape}`;
      },
    );
    into.set(shortName(`${prefix}.${message}`), fields);
  }
}

/** The message that a field of `owner` contains; the table leaves out the owner's own package. */
function referenced(owner: string, field: string): string {
  const type = (field.split(' ')[2] ?? '').replace(/^\[\]|^map:/, '');
  return type.includes('.') ? type : `${owner.slice(0, owner.lastIndexOf('.'))}.${type}`;
}

function reachable(messages: ReadonlyMap<string, string[]>, roots: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const fields = messages.get(name);
    if (fields === undefined || found.has(name)) return;
    found.add(name);
    for (const field of fields) visit(referenced(name, field));
  };
  for (const root of roots) visit(root);
  return [...found].sort();
}

/**
 * upstreamMessages returns the table in `simulator/protobuf/messages.ts` as the sources of k8s.io/api and k8s.io/apimachinery define it: the
 * messages of these kinds, and those that they contain. `folders` are the folders of the two modules.
 */
export function upstreamMessages(
  folders: { api: string; apimachinery: string },
  packages: readonly string[],
  roots: readonly string[],
): string {
  const messages = new Map<string, string[]>();
  for (const name of packages) readPackage(path.join(folders.api, name), messages);
  readPackage(path.join(folders.apimachinery, 'pkg/apis/meta/v1'), messages);
  return reachable(messages, roots)
    .map((name) => wrap(`${name}: ${(messages.get(name) ?? []).join(', ')}`))
    .join('\n');
}

/** wrap breaks a line after commas, at 140 columns; the lines that continue it are indented. */
function wrap(line: string): string {
  return line.replaceAll(/(.{1,137}$|.{1,136},) ?/g, '$1\n  ').trimEnd();
}
