import type { Harm } from '#lib/traffic/harm.ts';
import type { ConditionView } from './condition.ts';
import type { RolloutView, RoutedShare } from './traffic.ts';

/**
 * Why a Service has its place on the overview, worst first. `failing`: requests fail, or nothing answers; `changeFailed`: the newest
 * revision or the last change failed, and no request is known to fail; `stuck`: Knative has worked on a change for longer than it should
 * take; `degraded`: it serves, but with fewer pods than wanted, over plain HTTP where HTTPS is requested, not on each of its domains or
 * tags, or without proof that requests are answered; `rollingOut`: Knative's gradual rollout is running; `progressing`: Knative is working
 * on a change; `pinnedBehind`: a newer ready revision exists, gets no traffic, and is not a tagged candidate; `split`: several revisions
 * get traffic; `steady`: one does.
 */
export type AttentionState =
  | 'failing'
  | 'changeFailed'
  | 'stuck'
  | 'degraded'
  | 'rollingOut'
  | 'progressing'
  | 'pinnedBehind'
  | 'split'
  | 'steady';

/** The last change that someone made to the Service's spec. */
export interface ChangeView {
  /** `serving.knative.dev/lastModifier`; null when absent. */
  by: string | null;
  /** Field manager of the newest write that owns a spec field, e.g. `kubectl-client-side-apply`; null when unknown. */
  manager: string | null;
  at: string;
}

/** Row of the overview. Key: `namespace/name`. */
export interface ServiceSummary {
  key: string;
  namespace: string;
  name: string;
  uid: string;
  createdAt: string;
  deleting: boolean;
  url: string | null;
  visibility: 'public' | 'cluster-local';
  state: AttentionState;
  ready: ConditionView | null;
  /** One sentence that explains the row's place; empty when there is nothing to say. */
  headline: string;
  /** When the wait in the headline began, for `progressing` and `stuck`; null otherwise. */
  since: string | null;
  /** What the routed split means for requests. */
  harm: Harm;
  routed: RoutedShare[];
  rollout: RolloutView | null;
  tags: string[];
  latestReady: string | null;
  latestCreated: string | null;
  /** Routed percent of the latest ready revision. */
  latestPercent: number;
  pods: { ready: number; desired: number };
  change: ChangeView;
  labels: Record<string, string>;
  /** Images of the routed revisions, for the filter. */
  images: string[];
}
