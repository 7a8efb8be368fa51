import { StatusError, type StoredObject, type WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** Who writes in tests of the store. */
export const TESTER: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };

/** startStoreTest returns a store with the namespace default and without controllers for Knative, and the clock that drives it. */
export function startStoreTest(): { clock: FakeClock; store: ClusterStore } {
  const clock = new FakeClock();
  const store = startControlPlane({ clock, random: seededRandom(1) });
  store.create(KUBERNETES.namespace, { metadata: { name: 'default' } }, TESTER);
  return { clock, store };
}

/** ksvc builds a Knative Service as a client sends it. */
export function ksvc(name: string, fields: Record<string, unknown> = {}): unknown {
  return {
    metadata: { name, namespace: 'default' },
    spec: { template: { spec: { containers: [{ image: 'hello' }] } } },
    ...fields,
  };
}

/** owned builds an object of the namespace default that names its owner, e.g. a ConfigMap; `more` is added to the owner reference. */
export function owned(name: string, owner: StoredObject, more: Record<string, unknown> = {}): unknown {
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid, ...more };
  return { metadata: { name, namespace: 'default', ownerReferences: [reference] }, data: {} };
}

/** refusal returns the status that a write is refused with. Throws when it is not refused. */
export function refusal(run: () => unknown): {
  code: number;
  reason: string;
  message: string;
  details: unknown;
} {
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
