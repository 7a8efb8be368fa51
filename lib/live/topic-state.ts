import type {
  ChangesMessage,
  CollectionName,
  Collections,
  Cursor,
  SnapshotMessage,
  Topic,
} from '#lib/live/protocol.ts';

/** A collection as a client holds it: never changed in place, so that a new identity means a new content. */
export type Values<C extends CollectionName> = ReadonlyMap<string, Collections[C]>;

/** What a client knows of one topic. */
export interface TopicState {
  cursor: Cursor;
  collections: { readonly [C in CollectionName]?: Values<C> };
  /** How many entries there are where only the first are here; null when all are. */
  total: number | null;
}

type Writable = { [C in CollectionName]?: Values<CollectionName> };

/** fromSnapshot begins a topic with everything that a snapshot holds. */
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

/** applyChanges returns the state after a message: collections that it does not name keep their identity, as do values. */
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

/** changedCollections names the collections that two states of a topic do not share. */
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
