import type { CollectionName, Collections, Cursor, Topic } from '#lib/live/protocol.ts';
import type { Clock } from '#server/clock.ts';
import { FramePace } from '#server/live/frame-pace.ts';
import { type Frame, TopicLog } from '#server/live/topic-log.ts';

/** How long removals are remembered, so that a browser that was away can resume from its cursor. */
const TOMBSTONE_MS = 10 * 60_000;
const TOMBSTONE_LIMIT = 20_000;

export interface HubOptions {
  /** Identifies this run of the hub; a cursor from another run gets a snapshot. No colon. */
  epoch: string;
  clock: Clock;
  onError: (error: unknown) => void;
  tombstoneMs?: number;
  tombstoneLimit?: number;
}

/** A receiver's position in its topics. It holds only cursors: pending changes are read from the hub when they can be written. */
export interface Subscription {
  /** Returns what the receiver lacks now, one frame per topic, and advances its cursors past it. */
  take(): Frame[];
  close(): void;
}

/**
 * Keyed values by topic and collection, each encoded once, and their subscribers.
 *
 * **Eventually equal.** A receiver that keeps reading ends up with the latest value of every key of its topics and without the removed
 * keys, however slowly it reads, whichever cursor it started from, and whether or not it was away in between.
 *
 * **Order.** Frames of one topic only move forward: no frame takes a receiver back to an older value, and its cursor never decreases.
 * Values may be skipped: a frame has each changed key once, with its value when the frame is taken. Keys within a frame have no order. Two
 * topics advance independently: a receiver may see a change in one before a change in the other that was published first.
 *
 * **Cursors** are opaque. A cursor from this run of the hub gets what changed after it. A cursor from another run, of a topic that was
 * dropped, or older than the remembered removals gets a snapshot. Both lead to the same state.
 *
 * **Time.** The first change after a quiet period goes out immediately; during continuous changes, ten frames per second do (FramePace). A
 * producer runs before every frame and before every snapshot, so a snapshot may be ahead of what receivers were woken for.
 *
 * **Who may write.** Code in `server/live` in this process, through `publish` and `publishAll`. A value is encoded when it is published:
 * later changes by its owner reach nobody. An error in a producer or a receiver is reported and does not affect the others.
 *
 * **Not promised:** every value that was published; a wake for each change; a wake only when `take` has something; any memory of values, or
 * of removals beyond ten minutes or twenty thousand per topic.
 */
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

  /** Publishes a value, or its removal (undefined). Does nothing if the encoded value is unchanged. */
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

  /** Registers work to run before each frame, such as projecting dirty objects. It publishes. Returns a function that unregisters it. */
  onFrame(producer: () => void): () => void {
    this.#producers.add(producer);
    return () => this.#producers.delete(producer);
  }

  /** Signals that a producer has work: a frame follows, immediately or when its time has come (FramePace). */
  touch(): void {
    if (this.#cancelFlush !== undefined || this.#producing) return;
    const wait = this.#pace.waitMs(this.#options.clock.moment());
    this.#cancelFlush = this.#options.clock.after(wait, () => {
      this.#cancelFlush = undefined;
      this.#pace.sent(this.#options.clock.moment(), wait > 0);
      this.#flush();
    });
  }

  /** The JSON of a SnapshotMessage that includes everything published and every producer's pending work. */
  snapshot(topic: Topic): string {
    this.#produce();
    if (this.#changed.size > 0) this.touch();
    return this.#log(topic).snapshot().text;
  }

  /** The current cursor of a topic. */
  cursor(topic: Topic): Cursor {
    return this.#cursorAt(this.#log(topic).sequence);
  }

  /** Subscribes to topics from cursors (null, unknown or too old: a snapshot comes first). `wake` signals that `take` has something. */
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

  /** Drops a topic without subscribers. Older cursors then get a snapshot. */
  drop(topic: Topic): void {
    this.#topics.delete(topic);
    this.#changed.delete(topic);
    this.#sequence += 1;
  }

  /** Cancels the pending frame, for good if nothing more is published. */
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
