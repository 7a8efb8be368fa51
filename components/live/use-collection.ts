'use client';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { CollectionName, Collections, Topic } from '#lib/live/protocol.ts';
import type { Values } from '#lib/live/topic-state.ts';
import { useLive } from './live-provider.tsx';

/** useTopic follows a topic while the component is mounted, and returns whether any of its data has arrived. */
export function useTopic(topic: Topic): boolean {
  const { store, want } = useLive();
  useEffect(() => want(topic), [want, topic]);
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeTopic(topic, listener),
    [store, topic],
  );
  const read = () => store.has(topic);
  return useSyncExternalStore(subscribe, read, read);
}

/** useTotal returns how many entries a topic has while only the first of them have arrived; null once all have. */
export function useTotal(topic: Topic): number | null {
  const { store } = useLive();
  const subscribe = useCallback(
    (listener: () => void) => store.subscribeTopic(topic, listener),
    [store, topic],
  );
  const read = () => store.total(topic);
  return useSyncExternalStore(subscribe, read, read);
}

/** useCollection returns a collection of a topic; the same map until something in it changes. It follows the topic. */
export function useCollection<C extends CollectionName>(topic: Topic, collection: C): Values<C> {
  const { store, want } = useLive();
  useEffect(() => want(topic), [want, topic]);
  const subscribe = useCallback(
    (listener: () => void) => store.subscribe(topic, collection, listener),
    [store, topic, collection],
  );
  const read = () => store.values(topic, collection);
  return useSyncExternalStore(subscribe, read, read);
}

/** useEntry returns one value of a collection; undefined when there is none. It follows the topic. */
export function useEntry<C extends CollectionName>(
  topic: Topic,
  collection: C,
  key: string,
): Collections[C] | undefined {
  const { store, want } = useLive();
  useEffect(() => want(topic), [want, topic]);
  const subscribe = useCallback(
    (listener: () => void) => store.subscribe(topic, collection, listener),
    [store, topic, collection],
  );
  const read = () => store.value(topic, collection, key);
  return useSyncExternalStore(subscribe, read, read);
}
