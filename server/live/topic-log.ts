import type { CollectionName, Cursor, Topic } from '#lib/live/protocol.ts';
import type { Moment } from '#server/clock.ts';

/** One key of a topic: its encoded value, or null once removed, and its position in the order of changes. */
interface Entry {
  collection: CollectionName;
  key: string;
  json: string | null;
  sequence: number;
  removedAt: Moment;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/** A message as it goes to every receiver at the same cursor: one object, so that its bytes can be shared too. */
export interface Frame {
  type: 'snapshot' | 'changes';
  /** The JSON of a SnapshotMessage or ChangesMessage. */
  text: string;
  /** The sequence that the receiver has reached after it. */
  sequence: number;
}

/**
 * The state of one topic, in the order in which its keys last changed: a cursor is answered by walking back from the newest key. There is
 * no replay log: each key is in the order once, as a value or as a tombstone.
 */
export class TopicLog {
  readonly #topic: Topic;
  readonly #cursorAt: (sequence: number) => Cursor;
  readonly #collections = new Map<CollectionName, Map<string, Entry>>();
  readonly #frames = new Map<number, Frame>();
  readonly #tombstoneMs: number;
  readonly #tombstoneLimit: number;
  #newest: Entry | undefined;
  /** Removals, oldest first. An entry that was set again has a different sequence from the one recorded here. */
  #tombstones: { entry: Entry; sequence: number }[] = [];
  /** Cursors below this are too old: a later removal has been forgotten. */
  #floor: number;
  sequence: number;

  constructor(
    topic: Topic,
    options: {
      sequence: number;
      cursorAt: (sequence: number) => Cursor;
      tombstoneMs: number;
      tombstoneLimit: number;
    },
  ) {
    this.#topic = topic;
    this.#cursorAt = options.cursorAt;
    this.#tombstoneMs = options.tombstoneMs;
    this.#tombstoneLimit = options.tombstoneLimit;
    this.#floor = options.sequence;
    this.sequence = options.sequence;
  }

  /** The encoded value under a key; undefined when there is none. */
  get(collection: CollectionName, key: string): string | undefined {
    return this.#collections.get(collection)?.get(key)?.json ?? undefined;
  }

  /** Keys of a collection that have a value. */
  keys(collection: CollectionName): string[] {
    const entries = this.#collections.get(collection);
    if (entries === undefined) return [];
    return [...entries.values()].filter((entry) => entry.json !== null).map((entry) => entry.key);
  }

  /** Sets or removes (null) a value. Returns whether that changed anything; only then is `sequence` used. */
  set(collection: CollectionName, key: string, json: string | null, sequence: number, now: Moment): boolean {
    let entries = this.#collections.get(collection);
    if (entries === undefined) {
      if (json === null) return false;
      entries = new Map();
      this.#collections.set(collection, entries);
    }
    let entry = entries.get(key);
    if ((entry?.json ?? null) === json) return false;
    if (entry === undefined) {
      entry = { collection, key, json, sequence, removedAt: now, older: undefined, newer: undefined };
      entries.set(key, entry);
    } else {
      this.#unlink(entry);
      entry.json = json;
      entry.sequence = sequence;
      entry.removedAt = now;
    }
    this.#linkNewest(entry);
    this.sequence = sequence;
    this.#frames.clear();
    if (json === null) {
      this.#tombstones.push({ entry, sequence });
      this.#forget(now);
    }
    return true;
  }

  /** What a receiver at `since` lacks: undefined when nothing, a snapshot when `since` is null or too old. */
  frameSince(since: number | null): Frame | undefined {
    if (since === null || since < this.#floor || since > this.sequence) return this.snapshot();
    if (since === this.sequence) return undefined;
    let frame = this.#frames.get(since);
    if (frame === undefined) {
      frame = { type: 'changes', text: this.#changesSince(since), sequence: this.sequence };
      this.#frames.set(since, frame);
    }
    return frame;
  }

  /** The full state. Built again each time: it is large, and requested once per page. */
  snapshot(): Frame {
    const parts: string[] = [];
    for (const [collection, entries] of this.#collections) {
      const values: string[] = [];
      for (const entry of entries.values()) {
        if (entry.json !== null) values.push(`${JSON.stringify(entry.key)}:${entry.json}`);
      }
      parts.push(`"${collection}":{${values.join(',')}}`);
    }
    return {
      type: 'snapshot',
      text: `{"type":"snapshot",${this.#head()},"collections":{${parts.join(',')}}}`,
      sequence: this.sequence,
    };
  }

  #changesSince(since: number): string {
    const upserted = new Map<CollectionName, string[]>();
    const removed = new Map<CollectionName, string[]>();
    for (let entry = this.#newest; entry !== undefined && entry.sequence > since; entry = entry.older) {
      const key = JSON.stringify(entry.key);
      const target = entry.json === null ? removed : upserted;
      const list = target.get(entry.collection) ?? [];
      list.push(entry.json === null ? key : `${key}:${entry.json}`);
      target.set(entry.collection, list);
    }
    const objects = [...upserted].map(([name, list]) => `"${name}":{${list.toReversed().join(',')}}`);
    const lists = [...removed].map(([name, list]) => `"${name}":[${list.join(',')}]`);
    return `{"type":"changes",${this.#head()},"upserted":{${objects.join(',')}},"removed":{${lists.join(',')}}}`;
  }

  #head(): string {
    return `"topic":${JSON.stringify(this.#topic)},"cursor":${JSON.stringify(this.#cursorAt(this.sequence))}`;
  }

  /** Drops tombstones that are too old or too many, and with them the cursors that would need them. */
  #forget(now: Moment): void {
    let count = 0;
    for (const { entry, sequence } of this.#tombstones) {
      const tooMany = this.#tombstones.length - count > this.#tombstoneLimit;
      if (!tooMany && entry.sequence === sequence && now - entry.removedAt < this.#tombstoneMs) break;
      count += 1;
      if (entry.sequence !== sequence || entry.json !== null) continue;
      this.#unlink(entry);
      this.#collections.get(entry.collection)?.delete(entry.key);
      this.#floor = Math.max(this.#floor, sequence);
    }
    if (count > 0) this.#tombstones = this.#tombstones.slice(count);
  }

  #linkNewest(entry: Entry): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    if (entry.older !== undefined) entry.older.newer = entry.newer;
    if (entry.newer !== undefined) entry.newer.older = entry.older;
    if (this.#newest === entry) this.#newest = entry.older;
  }
}
