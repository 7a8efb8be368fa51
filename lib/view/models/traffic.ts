import type { RevisionColour } from './revision.ts';

/** One target of `spec.traffic` or `status.traffic`, with its defaults filled in. */
export interface TargetView {
  /** For `@latest` in spec: the revision it resolves to now, or null while none is ready. */
  revisionName: string | null;
  latestRevision: boolean;
  percent: number;
  tag: string | null;
  /** The tag's own URL, from status; null while the Route has not assigned one. */
  url: string | null;
}

/** The share of a Service's routed traffic that goes to one revision. */
export interface RoutedShare {
  revisionName: string;
  /** Exact percent on the main host, from the KIngress if readable, otherwise from `status.traffic`. */
  percent: number;
  tags: string[];
  /** Whether an `@latest` target resolves to this revision. */
  latest: boolean;
  colour: RevisionColour;
}

/** A gradual rollout in progress (KIngress annotation `networking.internal.knative.dev/rollout`). */
export interface RolloutView {
  revisionName: string;
  /** The newest revision's current percent, and the percent that it will reach. */
  percent: number;
  targetPercent: number;
  /** Step size in percent and time of the next step; null while Knative waits for the network. */
  stepSize: number | null;
  nextStepAt: string | null;
  doneAt: string | null;
}
