import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';
import type { EventView } from '#lib/view/models/event.ts';
import type { SampleView, SplitView } from '#lib/view/models/history.ts';
import type { PodView } from '#lib/view/models/pod.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';

// The live protocol: the only file that both ends import. See docs/http-api.md.

/** What a browser can follow: a topic is a set of keyed collections. */
export type Topic = 'cluster' | 'services' | `service/${string}/${string}`;

/** Collections of all topics and their value types. Each topic uses some of them. */
export interface Collections {
  /** Topic `cluster`, key `cluster`. */
  cluster: ClusterView;
  /** Topics `cluster` (summary tier) and `service/…` (detail tier), key SourceView.id. */
  sources: SourceView;
  /** Topic `services`, key `namespace/name`. */
  services: ServiceSummary;
  /** The rest belong to topic `service/<namespace>/<name>`. Key `head`; absent while the Service does not exist. */
  head: ServiceHead;
  revisions: RevisionView;
  pods: PodView;
  nodes: TreeNode;
  events: EventView;
  splits: SplitView;
  samples: SampleView;
}

export type CollectionName = keyof Collections;

/** `epoch:sequence`. The epoch identifies one lifetime of the hub; a cursor of another epoch is answered with a snapshot. */
export type Cursor = string;

/** Response body of a topic's snapshot, and the first message of a stream whose cursor is unknown. */
export interface SnapshotMessage {
  type: 'snapshot';
  topic: Topic;
  cursor: Cursor;
  collections: { [C in CollectionName]?: Record<string, Collections[C]> };
  /** Total number of entries when the message has only the first ones, as for the initial render of a page. Absent when it has all. */
  total?: number;
}

/** Differences from the topic's state at the previous cursor. Values replace old ones; they are never merged. */
export interface ChangesMessage {
  type: 'changes';
  topic: Topic;
  cursor: Cursor;
  upserted: { [C in CollectionName]?: Record<string, Collections[C]> };
  removed: { [C in CollectionName]?: string[] };
}

/** Sent every 5 s, and immediately when a stream opens. None for 10 s means that the server is unreachable. */
export interface HeartbeatMessage {
  type: 'heartbeat';
  /** The server's clock, Unix ms. */
  now: number;
  /** When the API server last answered, Unix ms; null before the first response. */
  apiHeardAt: number | null;
}

/** The server is stopping; reconnect after a moment. */
export interface ByeMessage {
  type: 'bye';
}

export type StreamMessage = SnapshotMessage | ChangesMessage | HeartbeatMessage | ByeMessage;

/** Interval between heartbeats, and how long one may be missing before the server counts as unreachable. */
export const HEARTBEAT_INTERVAL_MS = 5_000;
export const HEARTBEAT_DEADLINE_MS = 10_000;

/** serviceTopic returns the topic of one Service. */
export function serviceTopic(namespace: string, name: string): Topic {
  return `service/${namespace}/${name}`;
}

/** parseTopic returns the topic that a string names, with its components; undefined when the string does not name a topic. */
export function parseTopic(
  text: string,
):
  | { topic: Topic; kind: 'cluster' | 'services' }
  | { topic: Topic; kind: 'service'; namespace: string; name: string }
  | undefined {
  if (text === 'cluster' || text === 'services') return { topic: text, kind: text };
  const [root, namespace = '', name = '', ...rest] = text.split('/');
  if (root !== 'service' || rest.length > 0 || !isNamespaceName(namespace) || !isObjectName(name))
    return undefined;
  return { topic: serviceTopic(namespace, name), kind: 'service', namespace, name };
}
