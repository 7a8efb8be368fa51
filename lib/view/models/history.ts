import type { TrafficTarget } from '#lib/knative/types.ts';

/**
 * A `spec.traffic` split that the server observed. A list whose `@latest` resolved to another revision later has one entry per split that
 * it served. Key: id.
 */
export interface SplitView {
  /** The generation; with a number after a dot when one generation served several splits, e.g. `4.2`. */
  id: string;
  generation: number;
  /** The exact list. */
  traffic: TrafficTarget[];
  /** What `@latest` resolved to at that time; null when no revision was ready. */
  latestReady: string | null;
  /**
   * What was served, in percent by revision: routed as requested, by revisions that existed and were Ready. Null when that was never
   * observed, e.g. because a revision never became ready.
   */
  served: Record<string, number> | null;
  seenAt: string;
  by: string | null;
  manager: string | null;
  /** Whether there are generations between this split and the previous one that were never observed. */
  gap: boolean;
}

/** One sample of the first canary view. Key: time in ms, as a decimal string. */
export interface SampleView {
  /** Unix ms. */
  at: number;
  /** By revision name: routed percent, pods ready, pods desired. */
  revisions: Record<string, { percent: number; ready: number; desired: number }>;
}
