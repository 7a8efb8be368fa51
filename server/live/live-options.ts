import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { OpenSource } from '#lib/kubernetes/source.ts';
import type { ClusterView } from '#lib/view/types.ts';
import type { Clock, Random } from '#server/clock.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';

/** What Live needs to know of the cluster beside its objects. */
export interface ClusterFacts {
  /** The cluster's view but for what Live knows. */
  current(): Omit<ClusterView, 'synced' | 'namespaces' | 'namespacesFrom'>;
  /** Called when it changed. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  /** When the API server last answered anything, Unix ms; null before the first answer. */
  heardAt(): number | null;
}

export interface LiveOptions {
  openSource: OpenSource;
  /** Whether the cluster serves a type; asked whenever a Service is opened, and again when the facts change. */
  hasKind: (type: ResourceType) => boolean;
  trimFor: TrimFor;
  /** The namespaces to watch; null watches the whole cluster, as far as that is allowed. */
  namespaces: readonly string[] | null;
  /** The namespace to watch when the whole cluster may not be listed; null when there is none. */
  contextNamespace: string | null;
  facts: ClusterFacts;
  clock: Clock;
  /** The API server's time, by which the times in objects are judged; `clock` when absent. */
  clusterClock?: Clock;
  random: Random;
  onError: (error: unknown) => void;
  /** Called with the number of open streams when it changes: while somebody looks, the API server is asked for signs of life. */
  onViewers: (viewers: number) => void;
}
