import { isRecord, sameShape } from '#lib/kubernetes/semantic-equal.ts';
import { inGoOrder, printGo, printItem, printScalar, structName } from '#simulator/go/print.ts';
import { goShape, isPointer } from '#simulator/go/shape.ts';

/** Fields of RevisionSpec itself; the others belong to its inlined PodSpec (`revision_types.go`). */
const REVISION_SPEC_FIELDS = new Set([
  'containerConcurrency',
  'timeoutSeconds',
  'responseStartTimeoutSeconds',
  'idleTimeoutSeconds',
]);
const MAPS = new Set(['annotations', 'labels', 'requests', 'limits', 'nodeSelector']);
const PROBES = new Set(['livenessProbe', 'readinessProbe', 'startupProbe']);
/** Fields of an inlined struct, whose name appears in Go's paths. */
const HANDLERS = new Set(['exec', 'httpGet', 'tcpSocket', 'grpc']);

/**
 * templateDiff returns how two Revision templates differ, in the format of `kmp.ShortDiff` (`knative.dev/pkg` at v1.23): one entry per
 * differing value, in Go's field order; empty when they are equal. Added or removed structs that Go prints with a memory address are shown
 * as JSON.
 */
export function templateDiff(old: unknown, next: unknown): string {
  const [oldTemplate, template] = [goShape(record(old)), goShape(record(next))];
  return (
    fieldDiffs('{*v1.RevisionTemplateSpec}.ObjectMeta', oldTemplate.metadata, template.metadata) +
    specDiff('{*v1.RevisionTemplateSpec}.Spec', oldTemplate.spec, template.spec)
  );
}

/** revisionSpecDiff is templateDiff for a Revision's spec. */
export function revisionSpecDiff(old: unknown, next: unknown): string {
  return specDiff('{v1.RevisionSpec}', goShape(record(old)), goShape(record(next)));
}

function specDiff(root: string, old: unknown, next: unknown): string {
  const [before, after] = [record(old), record(next)];
  const keys = keysOf(before, after);
  const diffs = (own: boolean, at: string) =>
    keys
      .filter((key) => REVISION_SPEC_FIELDS.has(key) === own)
      .map((key) => diff(`${at}.${goName(key)}`, key, before[key], after[key], own || isPointer(key)));
  return [...diffs(false, `${root}.PodSpec`), ...diffs(true, root)].join('');
}

const keysOf = (before: object, after: object): string[] =>
  inGoOrder([...new Set([...Object.keys(before), ...Object.keys(after)])]);

function fieldDiffs(path: string, old: unknown, next: unknown, isProbe = false): string {
  const [before, after] = [record(old), record(next)];
  return keysOf(before, after)
    .map((key) => {
      const at = isProbe && HANDLERS.has(key) ? `${path}.ProbeHandler` : path;
      const isPointed = isPointer(key) && !(isProbe && key === 'timeoutSeconds') && key !== 'port';
      return diff(`${at}.${goName(key)}`, key, before[key], after[key], isPointed);
    })
    .join('');
}

function diff(path: string, key: string, old: unknown, next: unknown, isPointed: boolean): string {
  if (sameShape(old, next)) return '';
  if (Array.isArray(old) && Array.isArray(next)) return listDiff(path, key, old, next);
  if (MAPS.has(key) && isRecord(old) && isRecord(next)) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
    return names.map((name) => entryDiff(`${path}[${JSON.stringify(name)}]`, old[name], next[name])).join('');
  }
  if (isRecord(old) && isRecord(next)) return fieldDiffs(path, old, next, PROBES.has(key));
  if (key === 'port' && !path.endsWith('.GRPC.Port')) return portDiff(path, old, next);
  // Go dereferences a pointer only when both sides have one.
  const isBehind = isPointed && old !== undefined && next !== undefined;
  const side = (mark: string, value: unknown) => `\t${mark}: "${printGo(key, value, isPointed)}"\n`;
  return `${isBehind ? '*' : ''}${path}:\n${side('-', old)}${side('+', next)}`;
}

/** portDiff compares `intstr.IntOrString` as a struct: its kind, number and text. */
function portDiff(path: string, old: unknown, next: unknown): string {
  const parts = (port: unknown): [string, string, string] =>
    typeof port === 'string' ? ['1', '0', port] : ['0', printScalar(port ?? 0), ''];
  const [before, after] = [parts(old), parts(next)];
  return ['Type', 'IntVal', 'StrVal']
    .map((field, index) => entryDiff(`${path}.${field}`, before[index], after[index]))
    .join('');
}

/** A missing side is omitted. */
function entryDiff(path: string, old: unknown, next: unknown): string {
  if (sameShape(old, next)) return '';
  const side = (mark: string, value: unknown) =>
    value === undefined ? '' : `\t${mark}: "${printScalar(value)}"\n`;
  return `${path}:\n${side('-', old)}${side('+', next)}`;
}

/** listDiff compares items one by one; extra items of the longer list are reported with their index. */
function listDiff(path: string, key: string, old: readonly unknown[], next: readonly unknown[]): string {
  const name = structName(key);
  const prefix = name === undefined ? '' : `${name}: `;
  const line = (mark: string, item: unknown) => `\t${mark}: ${prefix}"${printItem(key, item)}"\n`;
  const parts: string[] = [];
  for (let index = 0; index < Math.max(old.length, next.length); index += 1) {
    const [before, after] = [old[index], next[index]];
    if (index >= next.length) parts.push(`${path}[${index}->?]:\n${line('-', before)}`);
    else if (index >= old.length) parts.push(`${path}[?->${index}]:\n${line('+', after)}`);
    else if (isRecord(before) && isRecord(after)) parts.push(fieldDiffs(`${path}[${index}]`, before, after));
    else parts.push(entryDiff(`${path}[${index}]`, before, after));
  }
  return parts.join('');
}

function goName(key: string): string {
  const acronyms: Record<string, string> = {
    dnsConfig: 'DNSConfig',
    dnsPolicy: 'DNSPolicy',
    grpc: 'GRPC',
    hostIP: 'HostIP',
    httpGet: 'HTTPGet',
    os: 'OS',
    serviceAccount: 'DeprecatedServiceAccount',
    tcpSocket: 'TCPSocket',
    tty: 'TTY',
    uid: 'UID',
  };
  return acronyms[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
