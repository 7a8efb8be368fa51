import { foreignText } from '#lib/format/mask-secrets.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';

/** Fields that hold messages: of conditions, of pods and their container states, of Events. */
const SENTENCES = new Set(['message', 'reason', 'note']);

/**
 * maskMessages masks secrets in the messages of an object's status and of an Event. A container's last lines are among them: Knative makes
 * the kubelet copy the end of the log into `terminated.message`, and repeats it in its own conditions. Returns the same object when there
 * is nothing to mask.
 */
export function maskMessages<T extends KubeObject>(object: T): T {
  const { status, message, note } = object as T & { status?: unknown; message?: unknown; note?: unknown };
  const masked = { status: maskIn(status), message: maskText(message), note: maskText(note) };
  if (masked.status === status && masked.message === message && masked.note === note) return object;
  const changed = Object.entries(masked).filter(([, value]) => value !== undefined);
  return { ...object, ...Object.fromEntries(changed) };
}

function maskText(value: unknown): unknown {
  return typeof value === 'string' ? foreignText(value) : value;
}

/** maskIn returns the same value when nothing in it changes. */
function maskIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(maskIn);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    const masked = SENTENCES.has(key) ? maskText(inner) : inner;
    const deep = typeof masked === 'object' ? maskIn(masked) : masked;
    changed ||= deep !== inner;
    return [key, deep] as const;
  });
  return changed ? Object.fromEntries(entries) : value;
}
