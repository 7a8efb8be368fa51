import { beforeEach, describe, expect, it } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CONFIG_MAP } from '#simulator/apimachinery/resources.ts';
import type { FakeClock } from '#simulator/runtime/clock.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import { ksvc, TESTER as options, owned, refusal, startStoreTest } from '#simulator/testing/store-test.ts';

let clock: FakeClock;
let store: ClusterStore;
beforeEach(() => {
  ({ clock, store } = startStoreTest());
});

describe('delete', () => {
  it('keeps an object with finalizers until the last one is gone', () => {
    const value = { metadata: { name: 'a', finalizers: ['x/y'] } };
    store.create(CONFIG_MAP, value, options);
    const marked = store.delete(CONFIG_MAP, 'default', 'a', options);
    expect(marked.metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
    const { finalizers: _gone, ...metadata } = marked.metadata;
    store.update(CONFIG_MAP, { ...marked, metadata }, options);
    expect(store.get(CONFIG_MAP, 'default', 'a')).toBeUndefined();
  });

  it('deletes the dependents of dependents in the background', () => {
    const owner = store.create(KNATIVE.service, ksvc('hello'), options);
    const child = store.create(CONFIG_MAP, owned('child', owner), options);
    store.create(CONFIG_MAP, owned('grandchild', child), options);
    store.delete(KNATIVE.service, 'default', 'hello', options);
    expect(store.list(CONFIG_MAP)).toHaveLength(2);
    clock.advance(100);
    expect(store.list(CONFIG_MAP)).toHaveLength(0);
  });

  it('deletes blocking dependents before the owner in the foreground', () => {
    const owner = store.create(KNATIVE.service, ksvc('hello'), options);
    store.create(CONFIG_MAP, owned('child', owner, { blockOwnerDeletion: true }), options);
    const gone: string[] = [];
    store.subscribe((event) => void (event.type === 'DELETED' && gone.push(event.object.metadata.name)));
    store.delete(KNATIVE.service, 'default', 'hello', { ...options, propagation: 'Foreground' });
    clock.advance(1000);
    expect(gone).toEqual(['child', 'hello']);
  });

  it('keeps orphans without their owner reference', () => {
    const owner = store.create(KNATIVE.service, ksvc('hello'), options);
    store.create(CONFIG_MAP, owned('child', owner), options);
    store.delete(KNATIVE.service, 'default', 'hello', { ...options, propagation: 'Orphan' });
    clock.advance(1000);
    expect(store.get(KNATIVE.service, 'default', 'hello')).toBeUndefined();
    expect(store.get(CONFIG_MAP, 'default', 'child')?.metadata.ownerReferences).toBeUndefined();
  });

  it('deletes an object that names an owner which is gone', () => {
    const owner = store.create(KNATIVE.service, ksvc('hello'), options);
    store.delete(KNATIVE.service, 'default', 'hello', options);
    store.create(CONFIG_MAP, owned('late', owner), options);
    clock.advance(100);
    expect(store.list(CONFIG_MAP)).toHaveLength(0);
  });

  it('empties a namespace before deleting it', () => {
    store.create(KUBERNETES.namespace, { metadata: { name: 'shop' } }, options);
    store.create(CONFIG_MAP, { metadata: { name: 'a', namespace: 'shop' } }, options);
    const marked = store.delete(KUBERNETES.namespace, undefined, 'shop', options);
    expect(marked).toMatchObject({ status: { phase: 'Terminating' } });
    const late = { metadata: { name: 'b', namespace: 'shop' } };
    expect(refusal(() => store.create(CONFIG_MAP, late, options)).message).toBe(
      'configmaps "b" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    clock.advance(1000);
    expect(store.get(KUBERNETES.namespace, undefined, 'shop')).toBeUndefined();
    expect(store.list(CONFIG_MAP, 'shop')).toEqual([]);
  });

  it('keeps a pod on a node Terminating for a while', () => {
    const containers = [{ name: 'c', image: 'i' }];
    const pod = { metadata: { name: 'p' }, spec: { nodeName: 'node-1', containers } };
    store.create(KUBERNETES.pod, pod, options);
    store.delete(KUBERNETES.pod, 'default', 'p', { ...options, gracePeriodSeconds: 30 });
    expect(store.get(KUBERNETES.pod, 'default', 'p')?.metadata.deletionTimestamp).toBe(
      '2026-01-01T00:00:30Z',
    );
    clock.advance(2000);
    expect(store.get(KUBERNETES.pod, 'default', 'p')).toBeUndefined();
  });
});
