import { objectKey } from '#lib/kubernetes/object.ts';
import type { StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { sameType } from '#simulator/apimachinery/resources.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** How long an Event lives after its last change (kube-apiserver --event-ttl). */
const TIME_TO_LIVE_MS = 3600_000;
const SWEEP_EVERY_MS = 60_000;
/** Maximum number of Events; the oldest are deleted first. */
const MOST_EVENTS = 10_000;

/** expireEvents deletes a store's Events an hour after their last change, and the oldest ones beyond 10,000. */
export function expireEvents(store: ClusterStore, options: WriteOptions): void {
  // Sorted by last change, oldest first: a change moves an Event to the end.
  const changed = new Map<string, { at: number; event: StoredObject }>();
  store.subscribe(({ type, resource, object }) => {
    if (!sameType(resource, KUBERNETES.event)) return;
    const key = objectKey(object);
    changed.delete(key);
    if (type !== 'DELETED') changed.set(key, { at: store.clock.now(), event: object });
  });
  const sweep = (): void => {
    store.clock.after(SWEEP_EVERY_MS, sweep);
    const oldest = store.clock.now() - TIME_TO_LIVE_MS;
    for (const { at, event } of changed.values()) {
      if (at > oldest && changed.size <= MOST_EVENTS) break;
      const { namespace, name, uid } = event.metadata;
      store.delete(KUBERNETES.event, namespace, name, { ...options, uid });
    }
  };
  store.clock.after(SWEEP_EVERY_MS, sweep);
}
