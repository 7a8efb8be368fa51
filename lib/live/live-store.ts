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

/** How the stream is doing, as a value: a new object whenever something of it changed. */
export interface ConnectionState {
  phase: 'connecting' | 'connected' | 'lost';
  /** Since when, Unix ms of this browser's clock. */
  since: number;
  /** When the last heartbeat came, Unix ms of this browser's clock; null before the first. */
  heardAt: number | null;
  /** When the API server last answered anything, Unix ms of the server's clock; null before that is known. */
  apiHeardAt: number | null;
  /** Add it to this browser's clock to get the server's; 0 before the first heartbeat. */
  serverClockOffsetMs: number;
}

const EMPTY: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * What the browser knows of the topics it follows. Values are shared with the messages and never changed; what a message
 * does not touch keeps its identity, so that `useSyncExternalStore` draws again only what differs.
 */
export class LiveStore {
  readonly #topics = new Map<Topic, TopicState>();
  readonly #listeners = new Map<string, Set<() => void>>();
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

  /** Takes a message in. `now`: Unix ms of this browser's clock. */
  receive(message: StreamMessage, now: number): void {
    switch (message.type) {
      case 'snapshot':
        this.#set(message.topic, fromSnapshot(message));
        return;
      case 'changes': {
        const state = this.#topics.get(message.topic);
        // Changes of a topic that was dropped meanwhile have nothing to apply to.
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

  /** Notes that the stream is not heard any more. What is known stays. */
  lost(now: number): void {
    if (this.#connection.phase === 'lost') return;
    this.#setConnection({ ...this.#connection, phase: 'lost', since: now });
  }

  /** Forgets a topic that nobody follows. */
  drop(topic: Topic): void {
    this.#set(topic, undefined);
  }

  /** Where to resume a topic; null when nothing of it is known. */
  cursor(topic: Topic): Cursor | null {
    return this.#topics.get(topic)?.cursor ?? null;
  }

  /** What is known of a topic, as the message that another store can begin with; null when nothing is. */
  snapshot(topic: Topic): SnapshotMessage | null {
    const state = this.#topics.get(topic);
    return state === undefined ? null : toSnapshot(topic, state);
  }

  /** Whether a snapshot of the topic has arrived. */
  has(topic: Topic): boolean {
    return this.#topics.has(topic);
  }

  /** How many entries a topic has of which only the first have arrived; null when all have, or nothing is known. */
  total(topic: Topic): number | null {
    return this.#topics.get(topic)?.total ?? null;
  }

  /** A collection; the same map until something in it changes, the same empty map while there is none. */
  values<C extends CollectionName>(topic: Topic, collection: C): Values<C> {
    return this.#topics.get(topic)?.collections[collection] ?? EMPTY;
  }

  /** One value; undefined when there is none. */
  value<C extends CollectionName>(topic: Topic, collection: C, key: string): Collections[C] | undefined {
    return this.values(topic, collection).get(key);
  }

  connection(): ConnectionState {
    return this.#connection;
  }

  /** Listens to a collection of a topic. Returns the unsubscriber. */
  subscribe(topic: Topic, collection: CollectionName, listener: () => void): () => void {
    return this.#listen(`${topic} ${collection}`, listener);
  }

  /** Listens to whether the topic is known at all. */
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

  #listen(channel: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(channel) === listeners) this.#listeners.delete(channel);
    };
  }

  #tell(channel: string): void {
    // A listener may subscribe or unsubscribe while it is told.
    for (const listener of Array.from(this.#listeners.get(channel) ?? [])) listener();
  }
}
