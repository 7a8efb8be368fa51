/** One finding of Knative's admission webhook, parsed from a Status message. */
interface WebhookFinding {
  message: string;
  /** E.g. `spec.traffic[0].percent`; empty when the webhook names none. */
  paths: string[];
  /** Lines that belong to the finding, e.g. a diff; empty when there are none. */
  details: string;
}

/** A parsed Status message of the API server. */
export interface WebhookMessage {
  /** Name of the admission webhook that denied the request; null when none did. */
  webhook: string | null;
  /** E.g. `validation failed`; null when absent. */
  step: string | null;
  errors: WebhookFinding[];
}

const DENIED = /^admission webhook "([^"]+)" denied the request: /;
const STEP = /^(validation failed|validation callback failed|mutation failed|decoding request failed): /;

/**
 * parseWebhookMessage parses the message of a 400 Status, so that each finding can be shown at the field it names. A line that names no
 * field belongs to the previous finding, or is a finding without paths.
 */
export function parseWebhookMessage(message: string): WebhookMessage {
  const webhook = DENIED.exec(message)?.[1] ?? null;
  const afterWebhook = message.replace(DENIED, '');
  const step = STEP.exec(afterWebhook)?.[1] ?? null;
  const errors: WebhookFinding[] = [];
  for (const line of afterWebhook.replace(STEP, '').split('\n')) {
    const finding = parseLine(line);
    const last = errors.at(-1);
    if (finding !== null) errors.push(finding);
    else if (last === undefined) errors.push({ message: line, paths: [], details: '' });
    else last.details = last.details === '' ? line : `${last.details}\n${line}`;
  }
  for (const error of errors) error.details = error.details.replace(/\n+$/, '');
  return { webhook, step, errors };
}

/** A location in `spec.traffic` that a path names: the target's index and field, null for the whole list or the whole target. */
export interface TrafficPlace {
  index: number | null;
  field: string | null;
}

/** trafficPlace parses a path into `spec.traffic`, including the odd `spec.traffic.tag[0]`; null for any other path. */
export function trafficPlace(path: string): TrafficPlace | null {
  if (path === 'spec.traffic') return { index: null, field: null };
  const [, tagIndex] = /^spec\.traffic\.tag\[(\d+)\]$/.exec(path) ?? [];
  if (tagIndex !== undefined) return { index: Number(tagIndex), field: 'tag' };
  const [, index, field] = /^spec\.traffic\[(\d+)\](?:\.(\w+))?$/.exec(path) ?? [];
  return index === undefined ? null : { index: Number(index), field: field ?? null };
}

function parseLine(line: string): WebhookFinding | null {
  // Lines of a diff look like `{v1.RevisionSpec}.PodSpec…:` and `\t-: "a"`.
  if (/^[\t{*]/.test(line)) return null;
  const split = line.lastIndexOf(': ');
  if (split <= 0) return null;
  const paths = line.slice(split + 2);
  const found = paths === '' ? [] : paths.split(', ');
  if (found.some((path) => !/^(spec|metadata|status)\b/.test(path))) return null;
  return { message: line.slice(0, split), paths: found, details: '' };
}
