import { beforeEach, describe, expect, it } from 'vitest';
import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { CUSTOM_RESOURCE_DEFINITION, SERVICE_ACCOUNT } from '#simulator/apimachinery/resources.ts';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

const options: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };

describe('a new cluster', () => {
  let clock: FakeClock;
  let store: ClusterStore;
  beforeEach(() => {
    clock = new FakeClock();
    store = startControlPlane({ clock, random: seededRandom(1) });
    bootstrapCluster(store);
  });

  it('has its namespaces and the definitions of its kinds', () => {
    const names = store.list(KUBERNETES.namespace).map((object) => object.metadata.name);
    expect(names).toEqual(['default', 'knative-serving', 'kube-system', 'team-a']);
    expect(store.get(CUSTOM_RESOURCE_DEFINITION, undefined, 'services.serving.knative.dev')).toMatchObject({
      spec: { names: { shortNames: ['kservice', 'ksvc'] } },
      status: { storedVersions: ['v1'] },
    });
  });

  it('gives every namespace its service account', () => {
    store.create(KUBERNETES.namespace, { metadata: { name: 'shop' } }, options);
    clock.advance(1);
    expect(store.get(SERVICE_ACCOUNT, 'default', 'default')).toBeDefined();
    expect(store.get(SERVICE_ACCOUNT, 'shop', 'default')).toBeDefined();
  });

  it('forgets Events an hour after their last change', () => {
    for (const name of ['old', 'again'])
      store.create(KUBERNETES.event, { metadata: { name }, count: 1 }, options);
    clock.advance(1_800_000);
    store.update(KUBERNETES.event, { metadata: { name: 'again' }, count: 2 }, options);
    clock.advance(1_860_000);
    expect(store.list(KUBERNETES.event).map((event) => event.metadata.name)).toEqual(['again']);
    clock.advance(1_860_000);
    expect(store.list(KUBERNETES.event)).toEqual([]);
  });
});
