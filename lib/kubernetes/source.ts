import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ReadableStore } from '#lib/kubernetes/object-store.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';

/** What to watch. Reflectors are keyed by `id`; two specs with one id are the same source. */
export interface SourceSpec<T extends KubeObject = KubeObject> {
  /** The resource id, with `namespace` and selector where there is one: `pods`, `pods@shop`, `events@shop?involvedObject.kind=Pod`. */
  id: string;
  type: ResourceType<KubeObject, T>;
  /** All namespaces when absent. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  tier: 'summary' | 'detail';
  /** Reduces an object on the way in to what views read; must keep metadata's name, namespace, uid and resourceVersion. */
  trim?: (object: KubeObject) => T;
}

/** How a source is doing; see SourceView in lib/view/types.ts for the phases. Times are Unix ms. */
export interface SourceState {
  phase: 'listing' | 'live' | 'reconnecting' | 'forbidden' | 'missing' | 'unauthorized';
  /** Whether a whole list has arrived once; forbidden and missing sources count as settled, not as synced. */
  synced: boolean;
  /** When the phase began. */
  since: number;
  /** When the source last received anything: a list, an event, a bookmark. */
  heardAt: number | null;
  /** Why it is not live, in words; empty when it is. */
  error: string;
  /** The objects, as `namespace/name`, that could not be read: the store lacks them, or keeps them as they were before. */
  unreadable: readonly string[];
}

/**
 * A watched collection: its store, and how it is doing.
 *
 * **Eventually equal.** While the API server answers and the watch is live, the store becomes equal to what a fresh list would
 * return, trimmed by `spec.trim`, whatever connections broke and versions expired on the way. Objects that cannot be read are
 * the exception: they are named in `state().unreadable`. There is no promise of when; `state()` says whether it is so now.
 * While the source is not live, the store keeps what it last knew: compare `state().phase` before calling it current. Before
 * `synced` it is not a list of anything.
 *
 * **Order.** The changes of one object arrive in the order in which the API server made them, and no older state follows a
 * newer one within an unbroken watch. States may be skipped: an object that changed three times during an outage is told once,
 * and one that was created and deleted during it not at all. A deletion that was missed is told when the next list shows it,
 * with the last state known. An object that returns under its name with another uid is told as a deletion, then as new.
 * Between objects of one collection the watch's order holds; a list has none. Between two sources there is no order at all: a
 * Route may be known before the Revision it names, or long after that is gone.
 *
 * **Atomic.** A list replaces the content in one step after its last page, and events that arrive together are one step.
 * Listeners are called after the step, so that a store may be ahead of a change they are told of, never behind.
 *
 * **Who may write.** The source alone. Objects are shared by everybody who reads them and are never modified in place; an
 * object that did not change keeps its identity over a new list. Do not modify what you are given.
 *
 * **Listeners** are called synchronously and do not delay one another by throwing: an error is logged. Whoever subscribes is
 * not told what the store already holds; read `store.values()` first, in the same turn. The order among listeners is not
 * defined.
 *
 * `resourceVersion` is opaque: equality is all that may be asked of two of them.
 */
export interface Source<T extends KubeObject = KubeObject> {
  readonly spec: SourceSpec<T>;
  readonly store: ReadableStore<T>;
  state(): SourceState;
  /** Called when anything of the state but `heardAt` changed. Returns the unsubscriber. */
  onState(listener: () => void): () => void;
  /**
   * Ends a back-off at once and opens a watch anew that has been silent for a while: call it when the API server has been
   * seen to answer again. `network` ends only the back-off after a lost connection. A server that asked to be left alone is
   * left alone, and the row of failures goes on: the next pause is as long as it would have been. Absent on sources that never
   * wait.
   */
  retryNow?(only?: 'network'): void;
  /** Stops for good; nothing happens after the promise resolves. */
  stop(): Promise<void>;
}

/** Opens a source and starts it. server/kubernetes gives the real one, tests a fake. */
export type OpenSource = <T extends KubeObject>(spec: SourceSpec<T>) => Source<T>;

/** isSourceOf tells a source of one type, whichever part of the collection it watches: what its store holds is of that type. */
export function isSourceOf<T extends KubeObject>(
  source: Source,
  type: ResourceType<KubeObject, T>,
): source is Source<T> {
  const watched = source.spec.type;
  return watched.group === type.group && watched.resource === type.resource;
}
