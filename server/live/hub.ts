import type { CollectionName, Collections, Cursor, Topic } from '#lib/live/protocol.ts';
import type { Clock } from '#server/clock.ts';
import { FramePace } from '#server/live/frame-pace.ts';
import { type Frame, TopicLog } from '#server/live/topic-log.ts';

/** How long removals are remembered, so that a browser that was away can resume by its cursor. */
const TOMBSTONE_MS = 10 * 60_000;
const TOMBSTONE_LIMIT = 20_000;

export interface HubOptions {
  /** Names this life of the hub; a cursor of another is answered by a snapshot. No colon. */
  epoch: string;
  clock: Clock;
  onError: (error: unknown) => void;
  tombstoneMs?: number;
  tombstoneLimit?: number;
}

/** A receiver's place in its topics. It holds cursors only: what is pending is read from the hub when it can be written. */
export interface Subscription {
  /** What the receiver lacks now, one frame a topic, and moves its cursors past them. */
  take(): Frame[];
  close(): void;
}

/** Keyed values by topic and collection, each encoded once, and who follows them. */
export class Hub {
  readonly #options: HubOptions;
  readonly #topics = new Map<Topic, TopicLog>();
  readonly #subscribers = new Map<Topic, Set<() => void>>();
  readonly #producers = new Set<() => void>();
  readonly #changed = new Set<Topic>();
  readonly #pace = new FramePace();
  #sequence = 0;
  #cancelFlush: (() => void) | undefined;
  #producing = false;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** Publishes a value, or its removal (undefined). A value that encodes as before changes nothing. */
  publish<C extends CollectionName>(
    topic: Topic,
    collection: C,
    key: string,
    value: Collections[C] | undefined,
  ): void {
    const json = value === undefined ? null : JSON.stringify(value);
    const log = this.#log(topic);
    if (!log.set(collection, key, json, this.#sequence + 1, this.#options.clock.moment())) return;
    this.#sequence += 1;
    this.#changed.add(topic);
    this.touch();
  }

  /** Makes a collection equal to the given values. */
  publishAll<C extends CollectionName>(
    topic: Topic,
    collection: C,
    values: ReadonlyMap<string, Collections[C]>,
  ): void {
    for (const key of this.#log(topic).keys(collection)) {
      if (!values.has(key)) this.publish(topic, collection, key, undefined);
    }
    for (const [key, value] of values) this.publish(topic, collection, key, value);
  }

  /** The encoded value under a key; undefined when there is none. */
  encoded(topic: Topic, collection: CollectionName, key: string): string | undefined {
    return this.#topics.get(topic)?.get(collection, key);
  }

  /** Registers work to be done before each frame, e.g. projecting what is dirty. It publishes. Returns the remover. */
  onFrame(producer: () => void): () => void {
    this.#producers.add(producer);
    return () => this.#producers.delete(producer);
  }

  /** Says that a producer has work: a frame follows, at once or when its time has come (FramePace). */
  touch(): void {
    if (this.#cancelFlush !== undefined || this.#producing) return;
    const wait = this.#pace.waitMs(this.#options.clock.moment());
    this.#cancelFlush = this.#options.clock.after(wait, () => {
      this.#cancelFlush = undefined;
      this.#pace.sent(this.#options.clock.moment(), wait > 0);
      this.#flush();
    });
  }

  /** The JSON of a SnapshotMessage with everything published and every producer's pending work in it. */
  snapshot(topic: Topic): string {
    this.#produce();
    if (this.#changed.size > 0) this.touch();
    return this.#log(topic).snapshot().text;
  }

  /** The cursor of a topic as it stands. */
  cursor(topic: Topic): Cursor {
    return this.#cursorAt(this.#log(topic).sequence);
  }

  /** Follows topics from cursors (null, unknown or too old: a snapshot comes first). `wake` says that `take` has something. */
  subscribe(topics: readonly { topic: Topic; cursor: Cursor | null }[], wake: () => void): Subscription {
    const places = new Map(topics.map(({ topic, cursor }) => [topic, this.#sequenceOf(cursor)]));
    for (const topic of places.keys()) {
      const wakers = this.#subscribers.get(topic) ?? new Set();
      wakers.add(wake);
      this.#subscribers.set(topic, wakers);
    }
    return {
      take: () => {
        const frames: Frame[] = [];
        for (const [topic, since] of places) {
          const frame = this.#log(topic).frameSince(since);
          if (frame === undefined) continue;
          places.set(topic, frame.sequence);
          frames.push(frame);
        }
        return frames;
      },
      close: () => {
        for (const topic of places.keys()) {
          const wakers = this.#subscribers.get(topic);
          wakers?.delete(wake);
          if (wakers?.size === 0) this.#subscribers.delete(topic);
        }
        places.clear();
      },
    };
  }

  /** Forgets a topic that nobody follows. Cursors from before are answered by a snapshot. */
  drop(topic: Topic): void {
    this.#topics.delete(topic);
    this.#changed.delete(topic);
    this.#sequence += 1;
  }

  /** Stops the pending frame, for good if nothing is published any more. */
  stop(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  #flush(): void {
    this.#produce();
    const wakers = new Set<() => void>();
    for (const topic of this.#changed)
      for (const wake of this.#subscribers.get(topic) ?? []) wakers.add(wake);
    this.#changed.clear();
    for (const wake of wakers) this.#attempt(wake);
  }

  #produce(): void {
    this.#producing = true;
    for (const producer of this.#producers) this.#attempt(producer);
    this.#producing = false;
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #log(topic: Topic): TopicLog {
    let log = this.#topics.get(topic);
    if (log === undefined) {
      log = new TopicLog(topic, {
        sequence: this.#sequence,
        cursorAt: (sequence) => this.#cursorAt(sequence),
        tombstoneMs: this.#options.tombstoneMs ?? TOMBSTONE_MS,
        tombstoneLimit: this.#options.tombstoneLimit ?? TOMBSTONE_LIMIT,
      });
      this.#topics.set(topic, log);
    }
    return log;
  }

  #cursorAt(sequence: number): Cursor {
    return `${this.#options.epoch}:${sequence}`;
  }

  #sequenceOf(cursor: Cursor | null): number | null {
    const prefix = `${this.#options.epoch}:`;
    if (cursor === null || !cursor.startsWith(prefix)) return null;
    const sequence = Number(cursor.slice(prefix.length));
    return Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : null;
  }
}
