import type {
  ChangesMessage,
  CollectionName,
  Collections,
  Cursor,
  SnapshotMessage,
  Topic,
} from '#lib/live/protocol.ts';

/** A client's collection. It is never changed in place, so a new identity means new content. */
export type Values<C extends CollectionName> = ReadonlyMap<string, Collections[C]>;

/** What a client knows about one topic. */
export interface TopicState {
  cursor: Cursor;
  collections: { readonly [C in CollectionName]?: Values<C> };
  /** Total number of entries when only the first ones are present; null when all are. */
  total: number | null;
}

type Writable = { [C in CollectionName]?: Values<CollectionName> };

/** fromSnapshot returns a topic's initial state from a snapshot. */
export function fromSnapshot({ cursor, collections, total }: SnapshotMessage): TopicState {
  const values: Writable = {};
  for (const name of namesOf(collections)) values[name] = new Map(Object.entries(collections[name] ?? {}));
  return { cursor, collections: values as TopicState['collections'], total: total ?? null };
}

/** toSnapshot is the inverse of fromSnapshot. */
export function toSnapshot(topic: Topic, state: TopicState): SnapshotMessage {
  const collections = Object.fromEntries(
    namesOf(state.collections).map((name) => [
      name,
      Object.fromEntries(state.collections[name] ?? new Map()),
    ]),
  );
  const part = state.total === null ? {} : { total: state.total };
  return { type: 'snapshot', topic, cursor: state.cursor, collections, ...part };
}

/** applyChanges returns the state after a message. Collections and values that the message does not name keep their identity. */
export function applyChanges(state: TopicState, message: ChangesMessage): TopicState {
  const collections: Writable = { ...state.collections };
  for (const name of new Set([...namesOf(message.upserted), ...namesOf(message.removed)])) {
    const values = new Map<string, Collections[CollectionName]>(collections[name]);
    for (const key of message.removed[name] ?? []) values.delete(key);
    for (const [key, value] of Object.entries(message.upserted[name] ?? {})) values.set(key, value);
    collections[name] = values;
  }
  return { ...state, cursor: message.cursor, collections: collections as TopicState['collections'] };
}

/** changedCollections returns the names of the collections that differ between two states of a topic. */
export function changedCollections(
  before: TopicState | undefined,
  after: TopicState | undefined,
): CollectionName[] {
  const names = new Set([...namesOf(before?.collections ?? {}), ...namesOf(after?.collections ?? {})]);
  return [...names].filter((name) => before?.collections[name] !== after?.collections[name]);
}

function namesOf(collections: { [C in CollectionName]?: unknown }): CollectionName[] {
  return Object.keys(collections) as CollectionName[];
}
