import { beforeEach, describe, expect, it } from 'vitest';
import {
  StatusError,
  type StoredObject,
  type StoreEvent,
  type WriteOptions,
} from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CONFIG_MAP } from '#simulator/apimachinery/resources.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

const options: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };
const ksvc = (name: string, fields: Record<string, unknown> = {}): unknown => ({
  metadata: { name, namespace: 'default' },
  spec: { template: { spec: { containers: [{ image: 'hello' }] } } },
  ...fields,
});

let clock: FakeClock;
let store: ClusterStore;
beforeEach(() => {
  clock = new FakeClock();
  store = startControlPlane({ clock, random: seededRandom(1) });
  store.create(KUBERNETES.namespace, { metadata: { name: 'default' } }, options);
});

function refusal(run: () => unknown): { code: number; reason: string; message: string; details: unknown } {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) {
      const { code, reason, message, details } = error;
      return { code, reason, message, details };
    }
    throw error;
  }
  throw new Error('it was not refused');
}

function owned(name: string, owner: StoredObject, more: Record<string, unknown> = {}): unknown {
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid, ...more };
  return { metadata: { name, namespace: 'default', ownerReferences: [reference] }, data: {} };
}

describe('create', () => {
  it('sets the fields that the server manages', () => {
    const { metadata } = store.create(KNATIVE.service, ksvc('hello', { status: { url: 'x' } }), options);
    expect(metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(metadata.generation).toBe(1);
    expect(metadata.creationTimestamp).toBe('2026-01-01T00:00:00Z');
    expect(Number(metadata.resourceVersion)).toBeGreaterThan(clock.now() * 1000);
  });

  it('drops the status of a kind that has a status subresource', () => {
    expect(store.create(KNATIVE.service, ksvc('hello', { status: {} }), options)).not.toHaveProperty(
      'status',
    );
  });

  it('generates a name from generateName', () => {
    const object = store.create(CONFIG_MAP, { metadata: { generateName: 'web-' } }, options);
    expect(object.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('refuses a second object of the same name with a real server’s message', () => {
    store.create(KNATIVE.service, ksvc('hello'), options);
    expect(refusal(() => store.create(KNATIVE.service, ksvc('hello'), options))).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'services.serving.knative.dev "hello" already exists',
      details: { name: 'hello', group: 'serving.knative.dev', kind: 'services' },
    });
  });

  it('refuses a namespace that does not exist', () => {
    const value = { metadata: { name: 'a', namespace: 'nowhere' } };
    expect(refusal(() => store.create(CONFIG_MAP, value, options))).toMatchObject({
      code: 404,
      message: 'namespaces "nowhere" not found',
    });
  });

  it('changes nothing on a dry run', () => {
    const before = store.resourceVersion;
    const object = store.create(CONFIG_MAP, { metadata: { name: 'a' } }, { ...options, dryRun: true });
    expect(object.metadata.uid).not.toBe('');
    expect(store.get(CONFIG_MAP, 'default', 'a')).toBeUndefined();
    expect(store.resourceVersion).toBe(before);
  });
});

describe('update', () => {
  it('keeps the resourceVersion when nothing changed', () => {
    const object = store.create(KNATIVE.service, ksvc('hello'), options);
    expect(store.update(KNATIVE.service, object, options)).toBe(object);
  });

  it('keeps the resourceVersion when a write changes only the order of the managers', () => {
    const object = store.create(KNATIVE.service, ksvc('hello'), options);
    store.updateStatus(KNATIVE.service, { ...object, status: { url: 'u' } }, options);
    const before = store.get(KNATIVE.service, 'default', 'hello');
    const managedFields = before?.metadata.managedFields?.toReversed();
    expect(managedFields).toHaveLength(2);
    const written = { ...before, metadata: { ...before?.metadata, managedFields } };
    expect(store.update(KNATIVE.service, written, options)).toBe(before);
  });

  it('raises the generation for the spec, not for labels or status', () => {
    store.create(KNATIVE.service, ksvc('hello'), options);
    const labelled = store.update(
      KNATIVE.service,
      ksvc('hello', { metadata: { name: 'hello', namespace: 'default', labels: { a: 'b' } } }),
      options,
    );
    expect(labelled.metadata.generation).toBe(1);
    const status = store.updateStatus(
      KNATIVE.service,
      { ...labelled, spec: {}, status: { url: 'u' } },
      options,
    );
    expect(status).toMatchObject({
      metadata: { generation: 1 },
      status: { url: 'u' },
      spec: labelled['spec'],
    });
    const changed = store.update(KNATIVE.service, { ...status, spec: { traffic: [] }, status: {} }, options);
    expect(changed).toMatchObject({ metadata: { generation: 2 }, status: { url: 'u' } });
  });

  it('refuses a stale resourceVersion with a real server’s message', () => {
    const object = store.create(KNATIVE.service, ksvc('hello'), options);
    store.update(KNATIVE.service, { ...object, spec: { traffic: [] } }, options);
    expect(refusal(() => store.update(KNATIVE.service, object, options))).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on services.serving.knative.dev "hello": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it('runs every mutate in order, then every validate', () => {
    const calls: string[] = [];
    const plugin = (name: string) => ({
      mutate: () => void calls.push(`mutate ${name}`),
      validate: () => void calls.push(`validate ${name}`),
    });
    const admitted = startControlPlane({
      clock,
      random: seededRandom(1),
      plugins: [plugin('a'), plugin('b')],
    });
    admitted.create(KUBERNETES.namespace, { metadata: { name: 'default' } }, options);
    expect(calls).toEqual(['mutate a', 'mutate b', 'validate a', 'validate b']);
  });
});

describe('managedFields', () => {
  const as = (fieldManager: string): WriteOptions => ({ ...options, fieldManager });

  it('moves the ownership of spec.traffic to its last writer', () => {
    const made = store.create(
      KNATIVE.service,
      ksvc('hello', { spec: { traffic: [{ percent: 100 }] } }),
      as('kn'),
    );
    clock.advance(5000);
    const moved = store.update(
      KNATIVE.service,
      { ...made, spec: { traffic: [{ percent: 50 }] } },
      as('sluice'),
    );
    const entries = moved.metadata.managedFields?.map(({ manager, time, fieldsV1 }) => [
      manager,
      time,
      fieldsV1,
    ]);
    expect(entries).toEqual([
      ['kn', '2026-01-01T00:00:00Z', { 'f:spec': {} }],
      ['sluice', '2026-01-01T00:00:05Z', { 'f:spec': { 'f:traffic': {} } }],
    ]);
  });

  it('keeps one entry per manager and subresource', () => {
    const made = store.create(KNATIVE.service, ksvc('hello'), as('kn'));
    const status = store.updateStatus(KNATIVE.service, { ...made, status: { url: 'u' } }, as('controller'));
    const labelled = { ...status, metadata: { ...status.metadata, labels: { a: 'b' } } };
    const entries = store.update(KNATIVE.service, labelled, as('controller')).metadata.managedFields;
    expect(entries?.map((entry) => [entry.manager, entry.subresource, entry.fieldsV1])).toEqual([
      ['controller', undefined, { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } }],
      ['controller', 'status', { 'f:status': { '.': {}, 'f:url': {} } }],
      [
        'kn',
        undefined,
        { 'f:spec': { '.': {}, 'f:template': { '.': {}, 'f:spec': { '.': {}, 'f:containers': {} } } } },
      ],
    ]);
  });
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

describe('the event log', () => {
  it('replays the changes of a type after a version, and refuses after compaction', () => {
    const start = Number(store.resourceVersion);
    store.create(CONFIG_MAP, { metadata: { name: 'a' } }, options);
    store.delete(CONFIG_MAP, 'default', 'a', options);
    const replay = store.log.since(CONFIG_MAP, start, Number(store.resourceVersion));
    expect(replay.map((event: StoreEvent) => event.type)).toEqual(['ADDED', 'DELETED']);
    store.compact();
    expect(refusal(() => store.log.since(CONFIG_MAP, start, start))).toMatchObject({
      code: 410,
      reason: 'Expired',
    });
  });

  it('does not know the versions of an earlier run', () => {
    expect(refusal(() => store.log.check(1000, Number(store.resourceVersion))).code).toBe(410);
  });

  it('lists in name order within a namespace', () => {
    for (const name of ['b', 'a-b', 'a', 'c']) store.create(CONFIG_MAP, { metadata: { name } }, options);
    expect(store.list(CONFIG_MAP, 'default').map((object) => object.metadata.name)).toEqual([
      'a',
      'a-b',
      'b',
      'c',
    ]);
  });
});

describe('the dependents of an object', () => {
  it('are listed with their types, or for one type', () => {
    const owner = store.create(CONFIG_MAP, { metadata: { name: 'owner' } }, options);
    const map = store.create(CONFIG_MAP, owned('map', owner), options);
    const endpoints = store.create(KUBERNETES.endpoints, owned('ends', owner), options);
    expect(store.ownedBy(owner.metadata.uid).map(({ type, object }) => [type.kind, object])).toEqual([
      ['ConfigMap', map],
      ['Endpoints', endpoints],
    ]);
    expect(store.ownedBy(owner.metadata.uid, KUBERNETES.endpoints)).toEqual([endpoints]);
    expect(store.ownedBy(owner.metadata.uid, KUBERNETES.pod)).toEqual([]);
  });

  it('do not mix kinds of the same name from other groups', () => {
    const owner = store.create(CONFIG_MAP, { metadata: { name: 'owner' } }, options);
    const service = store.create(
      KUBERNETES.service,
      { ...(owned('web', owner) as object), spec: { ports: [{ port: 80 }] } },
      options,
    );
    expect(store.ownedBy(owner.metadata.uid, KUBERNETES.service)).toEqual([service]);
    expect(store.ownedBy(owner.metadata.uid, KNATIVE.service)).toEqual([]);
  });
});
