import { beforeAll, describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startCluster } from '#simulator/control-plane/cluster.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { SimulationClock } from '#simulator/runtime/simulation-clock.ts';
import { generateServices } from '#simulator/scenarios/generated.ts';
import { HISTORY_MS, playScenarios } from '#simulator/scenarios/play.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const errors: unknown[] = [];
let store: ClusterStore;

beforeAll(() => {
  const clock = new SimulationClock(NOW - HISTORY_MS);
  const random = seededRandom(1);
  store = startControlPlane({ clock, random, plugins: [knativeAdmission] });
  bootstrapCluster(store);
  generateServices(store, 20, 1, NOW);
  startCluster({ store, clock, random, report: (error) => void errors.push(error) });
  playScenarios(store, clock, NOW);
}, 120_000);

describe('the scenarios at the start', () => {
  test.each([
    ['default', 'hello', 'True', ['hello-knative 50', 'hello-world-002 30', 'hello-world 20']],
    [
      'default',
      'helloworld-go',
      'True',
      ['helloworld-go-v1 20', 'helloworld-go-v2 80', 'helloworld-go-v2 0'],
    ],
    ['shop', 'cart', 'True', ['cart-00004 100']],
    ['shop', 'search', 'Unknown', ['search-00004 98', 'search-00005 2']],
    ['shop', 'payments', 'False', ['payments-00017 100']],
    ['shop', 'recommendations', 'Unknown', ['recommendations-00005 100']],
    ['billing', 'invoice-pdf', 'True', ['invoice-pdf-00003 100']],
    ['billing', 'ledger', 'True', ['ledger-00002 100']],
  ])('%s/%s is %s', (namespace, name, ready, routed) => {
    const service = store.get(KNATIVE.service, namespace, name);
    expect(conditionOf(service, 'Ready')?.status).toBe(ready);
    const traffic = service?.status?.traffic ?? [];
    expect(traffic.map(({ revisionName, percent }) => `${revisionName} ${percent}`)).toEqual(routed);
  });

  test('no controller met an error', () => {
    expect(errors).toEqual([]);
  });

  test('events are at most an hour old', () => {
    const times = store.list(KUBERNETES.event).map((event) => Date.parse(String(event['lastTimestamp'])));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW - 3_600_000);
  });
});

describe('generated Services', () => {
  test('are settled, with their own owners and no trace of their prototype', () => {
    const services = store.list(KNATIVE.service, 'team-a');
    expect(services).toHaveLength(20);
    const uids = new Set(store.types.flatMap((type) => store.list(type)).map(({ metadata }) => metadata.uid));
    for (const type of store.types.filter(({ namespaced }) => namespaced)) {
      for (const object of store.list(type, 'team-a')) {
        expect(JSON.stringify(object)).not.toContain('zz-');
        for (const owner of object.metadata.ownerReferences ?? []) expect(uids).toContain(owner.uid);
      }
    }
  });
});
