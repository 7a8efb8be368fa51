import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ReadableStore } from '#lib/kubernetes/object-store.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';

/** What to watch. Reflectors are keyed by `id`; two specs with the same id are the same source. */
export interface SourceSpec<T extends KubeObject = KubeObject> {
  /** The resource id, with namespace and selector if set: `pods`, `pods@shop`, `events@shop?involvedObject.kind=Pod`. */
  id: string;
  type: ResourceType<KubeObject, T>;
  /** All namespaces when absent. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  tier: 'summary' | 'detail';
  /** Reduces an incoming object to what views read. Must keep name, namespace, uid and resourceVersion of its metadata. */
  trim?: (object: KubeObject) => T;
}

/** State of a source. See SourceView in lib/view/models/cluster.ts for the phases. Times are Unix ms. */
export interface SourceState {
  phase: 'listing' | 'live' | 'reconnecting' | 'forbidden' | 'missing' | 'unauthorized';
  /** Whether a complete list has arrived once. Forbidden and missing sources count as settled, not as synced. */
  synced: boolean;
  /** When the phase began. */
  since: number;
  /** When the source last received anything: a list, an event, a bookmark. */
  heardAt: number | null;
  /** Why the source is not live, as text; empty when it is live. */
  error: string;
  /** Objects that could not be read, as `namespace/name`. The store lacks them, or keeps their previous state. */
  unreadable: readonly string[];
}

/**
 * A watched collection: its store and its state.
 *
 * **Eventually equal.** While the API server answers and the watch is live, the store converges to what a fresh list would return, trimmed
 * by `spec.trim`, no matter which connections broke and which versions expired before. The exception is objects that cannot be read;
 * `state().unreadable` names them. There is no guarantee of when it converges; `state()` reports whether the source is live now. While the
 * source is not live, the store keeps what it last knew: check `state().phase` before treating it as current. Before `synced`, the content
 * does not represent any list.
 *
 * **Order.** Changes of one object arrive in the order in which the API server made them, and within an unbroken watch no older state
 * follows a newer one. States may be skipped: an object that changed three times during an outage is reported once, and one that was
 * created and deleted during it is not reported. A missed deletion is reported when the next list shows it, with the last known state. An
 * object recreated under its name with another uid is reported as a deletion, then as new. Between objects of one collection the watch's
 * order holds; a list has no order. Between two sources there is no order: a Route may arrive before the Revision that it names, or remain
 * long after that Revision is gone.
 *
 * **Atomic.** A list replaces the content in one step after its last page, and events that arrive together are one step. Listeners are
 * called after the step, so the store may be ahead of the change that they receive, never behind it.
 *
 * **Who may write.** Only the source. Objects are shared by all readers and never modified in place; an object that did not change keeps
 * its identity across lists. Do not modify the objects you receive.
 *
 * **Listeners** are called synchronously. One that throws does not affect the others; its error is logged. New subscribers are not told
 * what the store already holds: read `store.values()` first, in the same turn. The order among listeners is undefined.
 *
 * `resourceVersion` is opaque: the only valid operation on two of them is a test for equality.
 */
export interface Source<T extends KubeObject = KubeObject> {
  readonly spec: SourceSpec<T>;
  readonly store: ReadableStore<T>;
  state(): SourceState;
  /** Called when any field of the state except `heardAt` changed. Returns the unsubscriber. */
  onState(listener: () => void): () => void;
  /**
   * Ends a back-off immediately and reopens a watch that has received nothing for a while. Call it when the API server is known to answer
   * again. `network` ends only the back-off after a lost connection. A server that asked to be left alone is left alone. The failure count
   * is not reset: the next pause is as long as it would have been. Absent on sources that never wait.
   */
  retryNow?(only?: 'network'): void;
  /** Stops permanently; nothing happens after the promise resolves. */
  stop(): Promise<void>;
}

/** Opens a source and starts it. server/kubernetes provides the real one, tests a fake. */
export type OpenSource = <T extends KubeObject>(spec: SourceSpec<T>) => Source<T>;

/**
 * isSourceOf reports whether a source is of one type, no matter which part of the collection it watches. If so, its store holds objects of
 * that type.
 */
export function isSourceOf<T extends KubeObject>(
  source: Source,
  type: ResourceType<KubeObject, T>,
): source is Source<T> {
  const watched = source.spec.type;
  return watched.group === type.group && watched.resource === type.resource;
}
