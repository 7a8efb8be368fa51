import { isNamespaceName, isObjectName } from '#lib/kubernetes/object-name.ts';
import type {
  ClusterView,
  EventView,
  PodView,
  RevisionView,
  SampleView,
  ServiceHead,
  ServiceSummary,
  SourceView,
  SplitView,
  TreeNode,
} from '#lib/view/types.ts';

// The live protocol: the one file that both ends import. See docs/http-api.md.

/** What a browser can follow. A topic is a set of keyed collections. */
export type Topic = 'cluster' | 'services' | `service/${string}/${string}`;

/** The collections of all topics and the type of their values. A topic uses some of them. */
export interface Collections {
  /** Topic `cluster`, key `cluster`. */
  cluster: ClusterView;
  /** Topics `cluster` (summary tier) and `service/…` (detail tier), key SourceView.id. */
  sources: SourceView;
  /** Topic `services`, key `namespace/name`. */
  services: ServiceSummary;
  /** The rest: topic `service/<namespace>/<name>`. Key `head`; absent while the Service does not exist. */
  head: ServiceHead;
  revisions: RevisionView;
  pods: PodView;
  nodes: TreeNode;
  events: EventView;
  splits: SplitView;
  samples: SampleView;
}

export type CollectionName = keyof Collections;

/** `epoch:sequence`. The epoch names one life of the hub; another epoch's cursor is answered by a snapshot. */
export type Cursor = string;

/** The body of a topic's snapshot, and the first message of a stream whose cursor is unknown. */
export interface SnapshotMessage {
  type: 'snapshot';
  topic: Topic;
  cursor: Cursor;
  collections: { [C in CollectionName]?: Record<string, Collections[C]> };
  /** How many entries the topic has, where these are only the first of them: what a page is rendered with. Absent when all are here. */
  total?: number;
}

/** What differs from the topic's state at the cursor before. Values replace, they are never merged. */
export interface ChangesMessage {
  type: 'changes';
  topic: Topic;
  cursor: Cursor;
  upserted: { [C in CollectionName]?: Record<string, Collections[C]> };
  removed: { [C in CollectionName]?: string[] };
}

/** Sent every 5 s, and at once when a stream opens. Absence for 10 s means that the server is not heard. */
export interface HeartbeatMessage {
  type: 'heartbeat';
  /** The server's clock, Unix ms. */
  now: number;
  /** When the API server last answered anything, Unix ms; null before the first answer. */
  apiHeardAt: number | null;
}

/** The server is stopping; connect again after a moment. */
export interface ByeMessage {
  type: 'bye';
}

export type StreamMessage = SnapshotMessage | ChangesMessage | HeartbeatMessage | ByeMessage;

/** How often a heartbeat goes out, and after how long its absence means that the server is not heard. */
export const HEARTBEAT_INTERVAL_MS = 5_000;
export const HEARTBEAT_DEADLINE_MS = 10_000;

/** serviceTopic names the topic of one Service. */
export function serviceTopic(namespace: string, name: string): Topic {
  return `service/${namespace}/${name}`;
}

/** parseTopic returns the topic that a text names, with its parts; undefined when it names none. */
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
