import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { OpenSource } from '#lib/kubernetes/source.ts';
import type { ClusterView } from '#lib/view/models/cluster.ts';
import type { Clock, Random } from '#server/clock.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** What Live needs to know about the cluster besides its objects. */
export interface ClusterFacts {
  /** The cluster's view, except for the fields that Live provides. */
  current(): Omit<ClusterView, 'synced' | 'namespaces' | 'namespacesFrom'>;
  /** Called when the facts changed. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  /** When the API server last sent anything, Unix ms; null before the first response. */
  heardAt(): number | null;
}

export interface LiveOptions {
  openSource: OpenSource;
  /** Whether the cluster serves a type; called whenever a Service is opened, and again when the facts change. */
  hasKind: (type: ResourceType) => boolean;
  trimFor: TrimFor;
  /** Namespaces to watch; null watches the whole cluster, as far as permitted. */
  namespaces: readonly string[] | null;
  /** Namespace to watch when the whole cluster may not be listed; null when there is none. */
  contextNamespace: string | null;
  facts: ClusterFacts;
  clock: Clock;
  /** The API server's time, used to judge times in objects; defaults to `clock`. */
  clusterClock?: Clock;
  random: Random;
  onError: (error: unknown) => void;
  /** Called with the number of open streams when it changes: while anyone is viewing, the API server is probed. */
  onViewers: (viewers: number) => void;
}
