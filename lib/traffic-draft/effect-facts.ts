import type { RowKey } from '#lib/knative/traffic-rows.ts';
import type { RolloutView } from '#lib/view/types.ts';

/** What is known of a revision of the Service that a list may send traffic to. */
export interface RevisionFact {
  name: string;
  /** Percent that it is routed now. */
  routedPercent: number;
  /** Pods that are ready; null when unknown. */
  readyPods: number | null;
  /** Why it answers no requests, with the revision as subject; null where nothing says so. */
  failing: string | null;
  ready: 'True' | 'False' | 'Unknown' | null;
  /** Whether its pods are on their way; absent where nobody says. */
  starting?: boolean;
  /** Why it is not known whether requests wake it, with the revision as subject; absent where that is known, or pods are not. */
  doubt?: string;
}

/** What the cluster says of the name that a tag needs: the placeholder Service that the Route makes for it. */
export interface TagFact {
  tag: string;
  /** Who has the name, e.g. `the Route beta-shop2`; null when that cannot be seen. */
  takenBy: string | null;
}

/** What the effect of a list is judged by. */
export interface EffectFacts {
  service: string;
  latestReady: string | null;
  /** Empty where no revision can be seen: then none is called missing. */
  revisions: readonly RevisionFact[];
  rollout: RolloutView | null;
  /** Who else writes the traffic and may put a change back, as a sentence; null where nobody is known. */
  otherWriter: string | null;
  /** URLs that the Route has given to tags. */
  tagUrls: ReadonlyMap<string, string>;
  /** The Service whose revision it is, of those that are not this Service's; null where it carries no Service's label; absent where it is not there. */
  revisionOwners: ReadonlyMap<string, string | null>;
  /** Tags whose name is taken, or cannot be seen to be free. */
  tags: readonly TagFact[];
}

/**
 * What a list brings about beside what it says. `bad`: requests fail or the Route refuses it; `warn`: something is lost or slow;
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
  /** The row whose targets the way out removes; null where removing none helps. */
  remove: RowKey | null;
}
