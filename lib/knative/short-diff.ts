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

/**
 * templateDiff says how two Revision templates differ in the words of `kmp.ShortDiff` (`knative.dev/pkg` at v1.23), one entry a
 * value that differs; empty when they do not. Whole structures that come or go are shown as JSON, where Go prints `%+v`.
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
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const diffs = (own: boolean, at: string) =>
    keys
      .filter((key) => REVISION_SPEC_FIELDS.has(key) === own)
      .map((key) => diff(`${at}.${goName(key)}`, key, before[key], after[key]));
  return [...diffs(false, `${root}.PodSpec`), ...diffs(true, root)].join('');
}

function fieldDiffs(path: string, old: unknown, next: unknown): string {
  const [before, after] = [record(old), record(next)];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.map((key) => diff(`${path}.${goName(key)}`, key, before[key], after[key])).join('');
}

function diff(path: string, key: string, old: unknown, next: unknown): string {
  if (sameShape(old, next)) return '';
  if (Array.isArray(old) && Array.isArray(next) && old.length === next.length) {
    return old
      .map((item, index) =>
        isRecord(item) && isRecord(next[index])
          ? fieldDiffs(`${path}[${index}]`, item, next[index])
          : leaf(`${path}[${index}]`, item, next[index]),
      )
      .join('');
  }
  if (MAPS.has(key)) {
    const [before, after] = [record(old), record(next)];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.map((name) => leaf(`${path}[${JSON.stringify(name)}]`, before[name], after[name])).join('');
  }
  if (isRecord(old) && isRecord(next)) return fieldDiffs(path, old, next);
  // Go looks behind a pointer only where there is one on both sides.
  const behindPointer = isPointer(key) || REVISION_SPEC_FIELDS.has(key);
  return `${behindPointer && old !== undefined && next !== undefined ? '*' : ''}${leaf(path, old, next)}`;
}

/** A string that is absent is the empty string to Go; of other kinds an absent side is left out. */
function leaf(path: string, old: unknown, next: unknown): string {
  if (sameShape(old, next)) return '';
  const ofStrings = typeof old === 'string' || typeof next === 'string';
  const inMap = path.endsWith('"]');
  const side = (mark: string, value: unknown) => {
    if (value === undefined || value === null) return ofStrings && !inMap ? `\t${mark}: ""\n` : '';
    return `\t${mark}: "${typeof value === 'string' ? value : JSON.stringify(value)}"\n`;
  };
  return `${path}:\n${side('-', old)}${side('+', next)}`;
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
