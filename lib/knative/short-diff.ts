import { inGoOrder, printGo, printItem, printScalar, structName } from '#lib/knative/go-print.ts';
import { goShape, isPointer } from '#lib/knative/go-shape.ts';
import { isRecord, sameShape } from '#lib/knative/semantic-equal.ts';

/** Fields of RevisionSpec itself; the others are of the PodSpec inlined in it (`revision_types.go`). */
const REVISION_SPEC_FIELDS = new Set([
  'containerConcurrency',
  'timeoutSeconds',
  'responseStartTimeoutSeconds',
  'idleTimeoutSeconds',
]);
const MAPS = new Set(['annotations', 'labels', 'requests', 'limits', 'nodeSelector']);
const PROBES = new Set(['livenessProbe', 'readinessProbe', 'startupProbe']);
/** Fields of a struct that is inlined in another, which Go's paths name. */
const HANDLERS = new Set(['exec', 'httpGet', 'tcpSocket', 'grpc']);

/**
 * templateDiff says how two Revision templates differ in the words of `kmp.ShortDiff` (`knative.dev/pkg` at v1.23), one entry a
 * value that differs, in the order of Go's fields; empty when they do not. Of whole structures that come or go, those that Go prints with an
 * address in memory are shown as JSON.
 */
export function templateDiff(old: unknown, next: unknown): string {
  const [oldTemplate, template] = [goShape(record(old)), goShape(record(next))];
  return (
    fieldDiffs('{*v1.RevisionTemplateSpec}.ObjectMeta', oldTemplate.metadata, template.metadata) +
    specDiff('{*v1.RevisionTemplateSpec}.Spec', oldTemplate.spec, template.spec)
  );
}

/** revisionSpecDiff is templateDiff for the spec of a Revision. */
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
  // Go looks behind a pointer only where there is one on both sides.
  const isBehind = isPointed && old !== undefined && next !== undefined;
  const side = (mark: string, value: unknown) => `\t${mark}: "${printGo(key, value, isPointed)}"\n`;
  return `${isBehind ? '*' : ''}${path}:\n${side('-', old)}${side('+', next)}`;
}

/** An `intstr.IntOrString` is a struct: its kind, its number and its text. */
function portDiff(path: string, old: unknown, next: unknown): string {
  const parts = (port: unknown): [string, string, string] =>
    typeof port === 'string' ? ['1', '0', port] : ['0', printScalar(port ?? 0), ''];
  const [before, after] = [parts(old), parts(next)];
  return ['Type', 'IntVal', 'StrVal']
    .map((field, index) => entryDiff(`${path}.${field}`, before[index], after[index]))
    .join('');
}

/** What one side lacks is left out. */
function entryDiff(path: string, old: unknown, next: unknown): string {
  if (sameShape(old, next)) return '';
  const side = (mark: string, value: unknown) =>
    value === undefined ? '' : `\t${mark}: "${printScalar(value)}"\n`;
  return `${path}:\n${side('-', old)}${side('+', next)}`;
}

/** Items are compared one by one; those that a longer list has more are told with the place that they have in it. */
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
