import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnerReference } from '#lib/kubernetes/object.ts';
import type { StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

// Which owners count as gone: kubernetes v1.35 `pkg/controller/garbagecollector/garbagecollector.go` isDangling.

const options: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };
const GONE = '00000000-0000-4000-8000-000000000000';

let clock: FakeClock;
let store: ClusterStore;
beforeEach(() => {
  clock = new FakeClock();
  store = startControlPlane({ clock, random: seededRandom(1) });
  for (const name of ['default', 'other']) {
    store.create(KUBERNETES.namespace, { metadata: { name } }, options);
  }
});

const unknownKind: OwnerReference = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  name: 'flowers',
  uid: GONE,
  controller: true,
};
const goneOwner: OwnerReference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: GONE };

function make(name: string, ownerReferences: OwnerReference[] = [], namespace = 'default'): StoredObject {
  return store.create(KUBERNETES.configMap, { metadata: { name, namespace, ownerReferences } }, options);
}
const referTo = ({ apiVersion, kind, metadata }: StoredObject): OwnerReference => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
});

function isThere(name: string): boolean {
  clock.advance(3_600_000);
  return store.get(KUBERNETES.configMap, 'default', name) !== undefined;
}

describe('an object made with an owner', () => {
  it('of a kind that the cluster does not serve is kept', () => {
    make('model', [unknownKind]);
    expect(isThere('model')).toBe(true);
  });

  it('of a version that the cluster does not serve is kept', () => {
    make('model', [{ ...goneOwner, apiVersion: 'v2' }]);
    expect(isThere('model')).toBe(true);
  });

  it('that is gone is deleted', () => {
    make('model', [goneOwner]);
    expect(isThere('model')).toBe(false);
  });

  it('that is gone is kept while another is of an unknown kind', () => {
    make('model', [goneOwner, unknownKind]);
    expect(isThere('model')).toBe(true);
  });

  it.each([
    ['another name', { name: 'somebody' }],
    ['another kind', { kind: 'Secret' }],
  ])('whose uid is right and that has %s is deleted', (_what, wrong) => {
    const owner = make('owner');
    make('model', [{ ...referTo(owner), ...wrong }]);
    expect(isThere('model')).toBe(false);
  });

  it('in another namespace is deleted', () => {
    make('model', [referTo(make('owner', [], 'other'))]);
    expect(isThere('model')).toBe(false);
  });

  it('in a namespace is kept when it is cluster-scoped itself', () => {
    const role = { metadata: { name: 'model', ownerReferences: [referTo(make('owner'))] }, rules: [] };
    const type = store.types.find(({ kind }) => kind === 'ClusterRole');
    if (type === undefined) throw new Error('there are no cluster roles');
    store.create(type, role, options);
    clock.advance(60_000);
    expect(store.get(type, undefined, 'model')).toBeDefined();
  });
});

describe('an owner reference that is added later', () => {
  function addOwner(owner: OwnerReference): void {
    const found = make('model');
    store.update(
      KUBERNETES.configMap,
      { ...found, metadata: { ...found.metadata, ownerReferences: [owner] } },
      options,
    );
  }

  it('deletes the object when the owner does not exist', () => {
    addOwner(goneOwner);
    expect(isThere('model')).toBe(false);
  });

  it('keeps it when the owner is of an unknown kind', () => {
    addOwner(unknownKind);
    expect(isThere('model')).toBe(true);
  });

  it('keeps it until the owner is deleted', () => {
    addOwner(referTo(make('owner')));
    expect(isThere('model')).toBe(true);
    store.delete(KUBERNETES.configMap, 'default', 'owner', options);
    expect(isThere('model')).toBe(false);
  });
});

describe('a listener of the store that throws', () => {
  it('is reported; the change is made, and the others are notified', () => {
    const reported: unknown[] = [];
    const tested = startControlPlane({
      clock,
      random: seededRandom(1),
      report: (error, during) => reported.push([error, during]),
    });
    const fault = new Error('a fault');
    const told: string[] = [];
    tested.subscribe(() => {
      throw fault;
    });
    tested.subscribe(({ object }) => void told.push(object.metadata.name));
    tested.create(KUBERNETES.namespace, { metadata: { name: 'default' } }, options);
    expect([told, reported]).toEqual([['default'], [[fault, 'a listener of the store']]]);
  });
});
