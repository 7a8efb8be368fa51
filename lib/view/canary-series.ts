import type { RevisionColour, RevisionView, SampleView } from './types.ts';

export const CANARY_WINDOW_MS = 15 * 60_000;

/** A revision as the charts draw it. */
export interface CanaryLine {
  revision: string;
  colour: RevisionColour | null;
}

/** One point of the charts; figures by revision. */
export interface CanaryPoint {
  /** Unix ms. */
  at: number;
  percent: Record<string, number>;
  ready: Record<string, number>;
  desired: Record<string, number>;
}

export interface CanarySeries {
  lines: CanaryLine[];
  points: CanaryPoint[];
  /** When the first sample was taken, Unix ms; null while there is none. */
  since: number | null;
}

/**
 * toCanarySeries makes the charts' data of the last 15 minutes before the newest sample, oldest first, of the revisions that
 * had traffic or pods in that time, newest revision first.
 */
export function toCanarySeries(
  samples: Iterable<SampleView>,
  revisions: ReadonlyMap<string, RevisionView>,
): CanarySeries {
  const sorted = [...samples].sort((a, b) => a.at - b.at);
  const newest = sorted.at(-1)?.at ?? 0;
  const shown = sorted.filter((sample) => sample.at >= newest - CANARY_WINDOW_MS);
  const seen = new Set<string>();
  for (const sample of shown) {
    for (const [name, { percent, ready, desired }] of Object.entries(sample.revisions)) {
      if (percent > 0 || ready > 0 || desired > 0) seen.add(name);
    }
  }
  const generation = (name: string) => revisions.get(name)?.generation ?? 0;
  const names = [...seen].sort((a, b) => generation(b) - generation(a) || (a < b ? -1 : 1));
  return {
    lines: names.map((revision) => ({ revision, colour: revisions.get(revision)?.colour ?? null })),
    points: shown.map(({ at, revisions: held }) => ({
      at,
      percent: pick(names, (name) => held[name]?.percent ?? 0),
      ready: pick(names, (name) => held[name]?.ready ?? 0),
      desired: pick(names, (name) => held[name]?.desired ?? 0),
    })),
    since: sorted[0]?.at ?? null,
  };
}

function pick(names: readonly string[], read: (name: string) => number): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}
