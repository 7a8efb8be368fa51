import type { SampleView } from './models/history.ts';
import type { RevisionColour, RevisionView } from './models/revision.ts';

export const CANARY_WINDOW_MS = 15 * 60_000;
/** Minimum range of an axis. */
const LEAST_WINDOW_MS = 60_000;
/**
 * While someone views a Service, a sample is taken at least every 15 s, even when nothing changes. A longer time without one counts as
 * unknown.
 */
const LONGEST_HOLD_MS = 35_000;

/** A revision's line in the charts. */
interface CanaryLine {
  revision: string;
  colour: RevisionColour | null;
}

/** One point of the charts, with values by revision. Null is not drawn: the value is unknown or there is none. */
export interface CanaryPoint {
  /** Unix ms. */
  at: number;
  percent: Record<string, number | null>;
  ready: Record<string, number | null>;
  desired: Record<string, number | null>;
}

/** A period without data, Unix ms. */
interface CanaryGap {
  from: number;
  to: number;
}

export interface CanarySeries {
  /** In the gate's order, newest revision first. */
  lines: CanaryLine[];
  /** In chronological order; where a value changes, there are two points at one time. */
  points: CanaryPoint[];
  gaps: CanaryGap[];
  /** The axis, Unix ms: at most the last 15 minutes, ending now. */
  from: number;
  to: number;
  /** The last sample, for the legend; null while there is none. */
  last: SampleView | null;
}

/**
 * toCanarySeries returns the charts' data up to `now` (Unix ms: the time of the data), for the revisions that had traffic or pods in the
 * time shown. A sample holds until the next, and the last one until now, unless that interval is too long for the Service to have been
 * viewed throughout.
 */
export function toCanarySeries(
  samples: Iterable<SampleView>,
  revisions: ReadonlyMap<string, RevisionView>,
  now: number,
): CanarySeries {
  const sorted = [...samples].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  const from = Math.max(now - CANARY_WINDOW_MS, Math.min(sorted[0]?.at ?? now, now - LEAST_WINDOW_MS));
  const spans = sorted.flatMap((sample, index) => {
    const end = sorted[index + 1]?.at ?? now;
    const until = end - sample.at > LONGEST_HOLD_MS ? sample.at : end;
    return until < from ? [] : [{ sample, from: Math.max(from, sample.at), to: until, end }];
  });
  const lines = linesOf(
    spans.map(({ sample }) => sample),
    revisions,
  );
  const points: CanaryPoint[] = [];
  const gaps: CanaryGap[] = [];
  let known = from;
  const miss = (to: number) => {
    if (to > known) gaps.push({ from: known, to });
  };
  for (const span of spans) {
    if (span.from > known) {
      miss(span.from);
      points.push(unknown(lines, known), unknown(lines, span.from));
    }
    points.push(pointOf(lines, span.sample, span.from), pointOf(lines, span.sample, span.to));
    known = span.to;
  }
  if (known < now) {
    miss(now);
    points.push(unknown(lines, known), unknown(lines, now));
  }
  return { lines, points, gaps, from, to: now, last: sorted.at(-1) ?? null };
}

function linesOf(shown: readonly SampleView[], revisions: ReadonlyMap<string, RevisionView>): CanaryLine[] {
  const seen = new Set<string>();
  for (const sample of shown) {
    for (const [name, { percent, ready, desired }] of Object.entries(sample.revisions)) {
      if (percent > 0 || ready > 0 || desired > 0) seen.add(name);
    }
  }
  const generation = (name: string) => revisions.get(name)?.generation ?? 0;
  return [...seen]
    .sort((a, b) => generation(b) - generation(a) || (a < b ? -1 : 1))
    .map((revision) => ({ revision, colour: revisions.get(revision)?.colour ?? null }));
}

function pointOf(lines: readonly CanaryLine[], sample: SampleView, at: number): CanaryPoint {
  const read = (figure: 'percent' | 'ready' | 'desired') =>
    // A line at zero would look the same as one on top of the others.
    byRevision(lines, (name) => sample.revisions[name]?.[figure] || null);
  return { at, percent: read('percent'), ready: read('ready'), desired: read('desired') };
}

function unknown(lines: readonly CanaryLine[], at: number): CanaryPoint {
  const none = byRevision(lines, () => null);
  return { at, percent: none, ready: none, desired: none };
}

function byRevision(lines: readonly CanaryLine[], read: (name: string) => number | null) {
  return Object.fromEntries(lines.map(({ revision }) => [revision, read(revision)]));
}
