import type { TrafficTarget } from '#lib/knative/types.ts';
import type { TrafficDraft } from '#lib/traffic/draft/draft.ts';

/** draftStorageKey returns the browser storage key for the draft of one Service. A recreated Service has another uid. */
export function draftStorageKey(cluster: string, uid: string): string {
  return `sluice.draft.${cluster}.${uid}`;
}

/** encodeDraft encodes a draft for the browser's storage. */
export function encodeDraft(draft: TrafficDraft): string {
  const { uid, base, latestReady, templateHash, past, future, locked } = draft;
  return JSON.stringify({ version: 1, uid, base, latestReady, templateHash, past, future, locked });
}

/** decodeDraft decodes a stored draft; null when it belongs to another Service or is not in this version's format. */
export function decodeDraft(text: string, uid: string): TrafficDraft | null {
  const value = readStoredValue(text, uid);
  if (value === null) return null;
  const { base, latestReady, templateHash, past, future, locked } = value;
  if (base !== null && !isTraffic(base)) return null;
  if (latestReady !== null && typeof latestReady !== 'string') return null;
  if (typeof templateHash !== 'string') return null;
  if (!isListOf(past, isTraffic) || past.length === 0 || !isListOf(future, isTraffic)) return null;
  if (!isListOf(locked, (key): key is string => typeof key === 'string')) return null;
  return {
    uid,
    base,
    latestReady,
    templateHash,
    past,
    future,
    locked,
    typed: [],
    gesture: null,
    refusal: null,
  };
}

/** readStoredValue parses what version 1 stored for a Service; null for any other text, and for another Service's value. */
export function readStoredValue(text: string, uid: string): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isRecord(value) && value.version === 1 && value.uid === uid ? value : null;
}

/** isRecord reports whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

/** isTraffic reports whether a value has the shape of `spec.traffic`. */
export function isTraffic(value: unknown): value is TrafficTarget[] {
  return isListOf(value, isTarget);
}

function isTarget(value: unknown): value is TrafficTarget {
  if (!isRecord(value)) return false;
  return (
    isAbsentOr(value.tag, 'string') &&
    isAbsentOr(value.revisionName, 'string') &&
    isAbsentOr(value.configurationName, 'string') &&
    isAbsentOr(value.latestRevision, 'boolean') &&
    isAbsentOr(value.percent, 'number')
  );
}

function isAbsentOr(value: unknown, type: 'string' | 'boolean' | 'number'): boolean {
  return value === undefined || typeof value === type;
}
