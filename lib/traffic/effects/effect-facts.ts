import type { RowKey } from '#lib/traffic/rows.ts';
import type { RolloutView } from '#lib/view/models/traffic.ts';

/** What is known about a revision of the Service that a list may send traffic to. */
export interface RevisionFact {
  name: string;
  /** Percent currently routed to it. */
  routedPercent: number;
  /** Number of ready pods; null when unknown. */
  readyPods: number | null;
  /** Why it does not answer requests, with the revision as subject; null when nothing indicates that. */
  failing: string | null;
  ready: 'True' | 'False' | 'Unknown' | null;
  /** Whether its pods are starting; absent when unknown. */
  starting?: boolean;
  /** Why it is unknown whether requests wake it, with the revision as subject. Absent when that is known, or when pods are unknown. */
  doubt?: string;
}

/** The cluster's state of the name that a tag needs: the name of the placeholder Service that the Route creates for it. */
export interface TagFact {
  tag: string;
  /** Owner of the name, e.g. `the Route beta-shop2`; null when it cannot be seen. */
  takenBy: string | null;
}

/** Input for judging the effect of a list. */
export interface EffectFacts {
  service: string;
  latestReady: string | null;
  /** Empty when no revision can be seen; then none is reported as missing. */
  revisions: readonly RevisionFact[];
  rollout: RolloutView | null;
  /** Who else writes the traffic and may revert a change, as a sentence; null when nobody is known. */
  otherWriter: string | null;
  /** URLs that the Route has assigned to tags. */
  tagUrls: ReadonlyMap<string, string>;
  /**
   * For revisions that are not this Service's: the Service that owns it; null when it has no Service label; absent when it does not exist.
   */
  revisionOwners: ReadonlyMap<string, string | null>;
  /** Tags whose name is taken, or cannot be confirmed to be free. */
  tags: readonly TagFact[];
}

/**
 * A consequence of a list beyond its plain content. `bad`: requests fail or the Route refuses it; `warn`: something is lost or slow;
 * `note`: worth knowing.
 */
export interface Effect {
  level: 'bad' | 'warn' | 'note';
  type:
    | 'missing'
    | 'unseen'
    | 'foreign'
    | 'notReady'
    | 'failing'
    | 'noLatest'
    | 'tag'
    | 'coldStart'
    | 'podsUnknown'
    | 'tagRemoved'
    | 'rollout'
    | 'otherWriter'
    | 'latest';
  text: string;
  /** The row whose targets the fix removes; null when removing a row does not help. */
  remove: RowKey | null;
}
