import { expect, test } from 'vitest';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { ObjectStore, type StoreChange } from '#lib/kubernetes/object-store.ts';

function object(name: string, resourceVersion: string, uid = name): KubeObject {
  const metadata = { name, namespace: 'default', uid, resourceVersion, creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}

function fixture(...objects: KubeObject[]) {
  const errors: unknown[] = [];
  const store = new ObjectStore((error) => errors.push(error));
  store.replace(objects);
  return { store, errors };
}

const words = (changes: readonly StoreChange[]) =>
  changes.map(
    ({ type, object: { metadata } }) =>
      `${type} ${metadata.name} ${metadata.uid}@${metadata.resourceVersion}`,
  );

test('a listener is not notified of what the store already holds', () => {
  const { store } = fixture(object('a', '1'));
  const told: string[] = [];
  store.subscribe((changes) => told.push(...words(changes)));
  expect(told).toEqual([]);
  store.apply(object('b', '2'));
  expect(told).toEqual(['upserted b b@2']);
});

test('a list replaces the content in one step, which reports what was deleted, added and changed', () => {
  const { store } = fixture(object('gone', '1'), object('same', '1'), object('changed', '1'));
  const steps: string[][] = [];
  store.subscribe((changes) => steps.push(words(changes)));
  store.replace([object('same', '1'), object('changed', '2'), object('new', '3')]);
  expect(steps).toEqual([['deleted gone gone@1', 'upserted changed changed@2', 'upserted new new@3']]);
});

test('an unchanged object keeps its identity across a new list', () => {
  const before = object('a', '1');
  const { store } = fixture(before);
  store.replace([object('a', '1'), object('b', '1')]);
  expect(store.get('default/a')).toBe(before);
});

test('an object that returns with another uid is reported as deleted, then as added without an old state', () => {
  const { store } = fixture(object('a', '1', 'first'));
  const told: StoreChange[] = [];
  store.subscribe((changes) => told.push(...changes));
  store.apply(object('a', '2', 'second'));
  expect(words(told)).toEqual(['deleted a first@1', 'upserted a second@2']);
  expect(told[1]).toHaveProperty('old', undefined);
});

test('a late deletion of an earlier uid keeps the object that took its name', () => {
  const { store } = fixture(object('a', '2', 'second'));
  store.delete(object('a', '1', 'first'));
  expect(store.get('default/a')?.metadata.uid).toBe('second');
});

test('a listener sees the store as it is after the whole step', () => {
  const { store } = fixture();
  const sizes: number[] = [];
  store.subscribe((changes) => sizes.push(...changes.map(() => store.size)));
  store.applyAll([
    { type: 'upsert', object: object('a', '1') },
    { type: 'upsert', object: object('b', '2') },
    { type: 'delete', object: object('a', '3') },
  ]);
  expect(sizes).toEqual([1, 1, 1]);
});

test('a listener that throws is reported, and the others are still notified', () => {
  const { store, errors } = fixture();
  const failure = new Error('a bug');
  const told: string[] = [];
  store.subscribe(() => {
    throw failure;
  });
  store.subscribe((changes) => told.push(...words(changes)));
  store.apply(object('a', '1'));
  expect({ told, errors }).toEqual({ told: ['upserted a a@1'], errors: [failure] });
});
