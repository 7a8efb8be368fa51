import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ReadableStore } from '#lib/kubernetes/object-store.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';

/** What to watch. Reflectors are keyed by `id`; two specs with one id are the same source. */
export interface SourceSpec {
  /** The resource id, with `namespace` and selector where there is one: `pods`, `pods@shop`, `events@shop?involvedObject.kind=Pod`. */
  id: string;
  type: ResourceType;
  /** All namespaces when absent. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  tier: 'summary' | 'detail';
  /** Reduces an object on the way in to what views read; must keep metadata's name, namespace, uid and resourceVersion. */
  trim?: (object: KubeObject) => KubeObject;
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

/** A watched collection: its store, and how it is doing. */
export interface Source {
  readonly spec: SourceSpec;
  readonly store: ReadableStore;
  state(): SourceState;
  /** Called when phase, synced or error changed. Returns the unsubscriber. */
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
export type OpenSource = (spec: SourceSpec) => Source;
