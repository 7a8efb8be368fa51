import { ATTENTION_ORDER } from './attention-order.ts';
import type { AttentionState, ServiceSummary } from './models/service-summary.ts';

/** Filter of the overview. */
export interface OverviewFilter {
  /** Words and `key=value` labels, separated by spaces; all must match. */
  text: string;
  /** Null shows every namespace or every state. */
  namespace: string | null;
  state: AttentionState | null;
}

export type OverviewItem =
  | { type: 'group'; state: AttentionState; count: number }
  | { type: 'row'; key: string };

export interface OverviewList {
  items: OverviewItem[];
  /** Services by state, before the filter by state. */
  counts: Record<AttentionState, number>;
  /** Services that match text and namespace. */
  matching: number;
  namespaces: string[];
}

/** How reliable the counts of a list are while not all Services have arrived. */
export interface LoadedPart {
  /** Number of Services that have arrived, and in total. */
  loaded: number;
  total: number;
  /** Whether a state's count is complete, a lower bound, or unknown: the worst arrive first. */
  known: Record<AttentionState, 'all' | 'some' | 'none'>;
}

/**
 * loadedPart returns what is known before all Services have arrived; null when all have (`total` is null or no more than have arrived).
 * They arrive in overview order, so every state before the last one present is complete.
 */
export function loadedPart(services: Iterable<ServiceSummary>, total: number | null): LoadedPart | null {
  const states = new Set<AttentionState>();
  let loaded = 0;
  for (const { state } of services) {
    states.add(state);
    loaded += 1;
  }
  if (total === null || total <= loaded) return null;
  const last = ATTENTION_ORDER.findLastIndex((state) => states.has(state));
  const known = ATTENTION_ORDER.map((state, index) => {
    return [state, index < last ? 'all' : index === last ? 'some' : 'none'] as const;
  });
  return { loaded, total, known: Object.fromEntries(known) as LoadedPart['known'] };
}

/** toOverviewList filters, counts, and sorts by need for attention, then by namespace and name. */
export function toOverviewList(services: Iterable<ServiceSummary>, filter: OverviewFilter): OverviewList {
  const matches = textMatcher(filter.text);
  const byState = new Map<AttentionState, string[]>(ATTENTION_ORDER.map((state) => [state, []]));
  const namespaces = new Set<string>();
  let matching = 0;
  for (const service of services) {
    namespaces.add(service.namespace);
    if (filter.namespace !== null && service.namespace !== filter.namespace) continue;
    if (!matches(service)) continue;
    matching += 1;
    byState.get(service.state)?.push(service.key);
  }
  const shown = ATTENTION_ORDER.filter((state) => filter.state === null || filter.state === state);
  return {
    items: shown.flatMap((state) => groupItems(state, byState.get(state) ?? [])),
    counts: Object.fromEntries(
      ATTENTION_ORDER.map((state) => [state, byState.get(state)?.length ?? 0]),
    ) as Record<AttentionState, number>,
    matching,
    namespaces: [...namespaces].sort(),
  };
}

function groupItems(state: AttentionState, keys: string[]): OverviewItem[] {
  if (keys.length === 0) return [];
  const rows = keys.sort().map((key): OverviewItem => ({ type: 'row', key }));
  return [{ type: 'group', state, count: keys.length }, ...rows];
}

/**
 * textMatcher compiles the filter's text. A word is searched in key, tags, revisions, images, and who last changed the Service; `key=value`
 * requires that label, `key=` any label with that key.
 */
export function textMatcher(text: string): (service: ServiceSummary) => boolean {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = terms.map((term) => {
    const at = term.indexOf('=');
    return at > 0 ? labelTest(term.slice(0, at), term.slice(at + 1)) : wordTest(term);
  });
  return (service) => tests.every((test) => test(service));
}

function labelTest(key: string, value: string) {
  return (service: ServiceSummary) =>
    Object.entries(service.labels).some(
      ([name, held]) => name.toLowerCase() === key && (value === '' || held.toLowerCase() === value),
    );
}

function wordTest(word: string) {
  const has = (text: string | null) => text?.toLowerCase().includes(word) === true;
  return (service: ServiceSummary) =>
    has(service.key) ||
    has(service.latestCreated) ||
    has(service.change.by) ||
    service.tags.some(has) ||
    service.images.some(has) ||
    service.routed.some((share) => has(share.revisionName));
}

/** parseState parses a state from the address; null for anything else. */
export function parseState(text: string | null): AttentionState | null {
  return ATTENTION_ORDER.find((state) => state === text) ?? null;
}

/** serviceName returns the name in a Service's key, `namespace/name`. */
export function serviceName(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
