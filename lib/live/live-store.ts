import type {
  CollectionName,
  Collections,
  Cursor,
  SnapshotMessage,
  StreamMessage,
  Topic,
} from '#lib/live/protocol.ts';
import {
  applyChanges,
  changedCollections,
  fromSnapshot,
  type TopicState,
  toSnapshot,
  type Values,
} from '#lib/live/topic-state.ts';
import { Subscribable } from '#lib/subscribable.ts';

/** State of the stream, as a value: a new object whenever a field changes. */
export interface ConnectionState {
  phase: 'connecting' | 'connected' | 'lost';
  /** When the phase began, Unix ms of this browser's clock. */
  since: number;
  /** When the last heartbeat arrived, Unix ms of this browser's clock; null before the first. */
  heardAt: number | null;
  /** When the API server last answered, Unix ms of the server's clock; null when not yet known. */
  apiHeardAt: number | null;
  /** Offset to add to this browser's clock to get the server's time; 0 before the first heartbeat. */
  serverClockOffsetMs: number;
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * What the browser knows about the topics that it follows.
 *
 * **Eventually equal.** A store that receives a topic's messages in stream order holds what the server holds at the message's cursor. It
 * keeps everything when the connection is lost: `connection()` reports whether the data is current, and a topic resumes from `cursor`.
 *
 * **Order.** Messages of a topic are applied in the order of arrival. A snapshot replaces the topic; changes without a preceding snapshot
 * are ignored. Several changes on the server may arrive as one. Topics are independent: two topics may show different points in time.
 *
 * **Identity.** Maps and values are never modified in place. Whatever a changes message does not name keeps its identity, down to the
 * single value. An absent collection is always the same empty map. So `useSyncExternalStore` renders only what differs. A snapshot replaces
 * every object.
 *
 * **Listeners** are called synchronously, after the whole message has been applied, and only for the collection, topic or connection that
 * they subscribed to. They are not told what the store already holds. They must not throw: an error propagates to the caller of `receive`.
 *
 * **Who may write.** Only the code that delivers the stream's messages: the relay, and in a tab the tab's end of it. Do not modify the
 * values that you receive. A person's edit is never written here; it appears once the cluster has it.
 */
export class LiveStore {
  readonly #topics = new Map<Topic, TopicState>();
  readonly #channels = new Map<string, Subscribable>();
  #connection: ConnectionState;

  constructor(now: number) {
    this.#connection = {
      phase: 'connecting',
      since: now,
      heardAt: null,
      apiHeardAt: null,
      serverClockOffsetMs: 0,
    };
  }

  /** Applies a message. `now`: Unix ms of this browser's clock. */
  receive(message: StreamMessage, now: number): void {
    switch (message.type) {
      case 'snapshot':
        this.#set(message.topic, fromSnapshot(message));
        return;
      case 'changes': {
        const state = this.#topics.get(message.topic);
        // Changes of a topic that has since been dropped do not apply to anything.
        if (state !== undefined) this.#set(message.topic, applyChanges(state, message));
        return;
      }
      case 'heartbeat':
        this.#setConnection({
          phase: 'connected',
          since: this.#connection.phase === 'connected' ? this.#connection.since : now,
          heardAt: now,
          apiHeardAt: message.apiHeardAt,
          serverClockOffsetMs: message.now - now,
        });
        return;
      case 'bye':
        this.lost(now);
    }
  }

  /** Records that the stream was lost. The known state stays. */
  lost(now: number): void {
    if (this.#connection.phase === 'lost') return;
    this.#setConnection({ ...this.#connection, phase: 'lost', since: now });
  }

  /** Forgets a topic that nothing follows. */
  drop(topic: Topic): void {
    this.#set(topic, undefined);
  }

  /** Cursor to resume a topic from; null when nothing is known about it. */
  cursor(topic: Topic): Cursor | null {
    return this.#topics.get(topic)?.cursor ?? null;
  }

  /** The known state of a topic, as a message that another store can start from; null when nothing is known. */
  snapshot(topic: Topic): SnapshotMessage | null {
    const state = this.#topics.get(topic);
    return state === undefined ? null : toSnapshot(topic, state);
  }

  /** Whether a snapshot of the topic has arrived. */
  has(topic: Topic): boolean {
    return this.#topics.has(topic);
  }

  /** Number of entries of a topic when only the first ones have arrived; null when all have, or nothing is known. */
  total(topic: Topic): number | null {
    return this.#topics.get(topic)?.total ?? null;
  }

  /** A collection: the same map until something in it changes, and the same empty map while it is absent. */
  values<C extends CollectionName>(topic: Topic, collection: C): Values<C> {
    return this.#topics.get(topic)?.collections[collection] ?? EMPTY;
  }

  /** One value; undefined when absent. */
  value<C extends CollectionName>(topic: Topic, collection: C, key: string): Collections[C] | undefined {
    return this.values(topic, collection).get(key);
  }

  connection(): ConnectionState {
    return this.#connection;
  }

  /** Subscribes to a collection of a topic. Returns the unsubscriber. */
  subscribe(topic: Topic, collection: CollectionName, listener: () => void): () => void {
    return this.#listen(`${topic} ${collection}`, listener);
  }

  /** Subscribes to whether the topic is known. */
  subscribeTopic(topic: Topic, listener: () => void): () => void {
    return this.#listen(topic, listener);
  }

  subscribeConnection(listener: () => void): () => void {
    return this.#listen('', listener);
  }

  #set(topic: Topic, after: TopicState | undefined): void {
    const before = this.#topics.get(topic);
    if (after === undefined) this.#topics.delete(topic);
    else this.#topics.set(topic, after);
    if ((before === undefined) !== (after === undefined) || before?.total !== after?.total) this.#tell(topic);
    for (const name of changedCollections(before, after)) this.#tell(`${topic} ${name}`);
  }

  #setConnection(next: ConnectionState): void {
    this.#connection = next;
    this.#tell('');
  }

  #listen(name: string, listener: () => void): () => void {
    const channel = this.#channels.get(name) ?? new Subscribable();
    this.#channels.set(name, channel);
    const unsubscribe = channel.subscribe(listener);
    return () => {
      unsubscribe();
      if (!channel.hasListeners && this.#channels.get(name) === channel) this.#channels.delete(name);
    };
  }

  #tell(name: string): void {
    this.#channels.get(name)?.notify();
  }
}
