import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { KNATIVE } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import type { GcConfig } from '#simulator/knative/config/gc.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { type Controller, controlledBy } from '#simulator/knative/controller.ts';
import { asConfiguration, namespaceOf } from '#simulator/knative/wire.ts';
import { isGoing, remove } from '#simulator/knative/write.ts';

/** How often Knative looks at everything again though nothing changed (knative.dev/pkg `controller.DefaultResyncPeriod`). */
const RESYNC_MS = 10 * 3_600_000;
const NO_GC = 'serving.knative.dev/no-gc';

/**
 * Knative's garbage collection of Revisions (`pkg/reconciler/gc`): looks at a Configuration when it or a Revision of it changes, and
 * every ten hours. A change of `config-gc` alone sets nothing off.
 */
export const revisionGcController: Controller = {
  name: 'revision-gc-controller',
  type: KNATIVE.configuration,
  latencyMs: 40,
  watches: [{ type: KNATIVE.revision, concerns: controlledBy(KNATIVE.configuration) }],
  reconcile(context, object) {
    if (isGoing(object)) return undefined;
    for (const revision of collectable(context, object)) {
      remove(context, KNATIVE.revision, revision, WRITER.knative);
    }
    return RESYNC_MS;
  },
};

/** The Revisions of a Configuration to delete now: the stale ones, then the oldest beyond the most that are kept. */
function collectable(context: Context, configuration: StoredObject): StoredObject[] {
  const { gc } = context.config;
  const { minNonActive, maxNonActive } = gc;
  const isOff =
    maxNonActive === undefined &&
    gc.retainSinceCreateMs === undefined &&
    gc.retainSinceLastActiveMs === undefined;
  if (isOff) return [];
  const idle = context.store
    .list(KNATIVE.revision, namespaceOf(configuration))
    .filter(({ metadata }) => metadata.labels?.[LABEL.configuration] === configuration.metadata.name)
    .filter((revision) => !isActive(revision, configuration))
    .sort((a, b) => lastActive(a) - lastActive(b));
  const surplus = idle.length - minNonActive;
  if (surplus <= 0) return [];
  const now = context.clock.now();
  const stale = idle.filter((revision) => isStale(gc, revision, now)).slice(0, surplus);
  if (stale.length === surplus || maxNonActive === undefined) return stale;
  const kept = idle.filter((revision) => !stale.includes(revision));
  return [...stale, ...kept.slice(0, Math.max(0, kept.length - maxNonActive))];
}

/** The latest ready one, one that asks to be kept, and any that no Route has yet let go of. */
function isActive({ metadata }: StoredObject, configuration: StoredObject): boolean {
  return (
    asConfiguration(configuration).status?.latestReadyRevisionName === metadata.name ||
    metadata.annotations?.[NO_GC]?.toLowerCase() === 'true' ||
    metadata.labels?.[LABEL.routingState] !== 'reserve'
  );
}

function isStale(gc: GcConfig, revision: StoredObject, now: number): boolean {
  const { retainSinceCreateMs, retainSinceLastActiveMs } = gc;
  if (retainSinceCreateMs === undefined && retainSinceLastActiveMs === undefined) return false;
  const isFresh = (since: number, retainMs: number | undefined): boolean =>
    retainMs !== undefined && now - since < retainMs;
  return (
    !isFresh(createdAt(revision), retainSinceCreateMs) &&
    !isFresh(lastActive(revision), retainSinceLastActiveMs)
  );
}

const createdAt = ({ metadata }: StoredObject): number => Date.parse(metadata.creationTimestamp ?? '');

/** When the routing state last changed, in Unix ms; when it was made if that is not known. */
function lastActive(revision: StoredObject): number {
  const modified = Date.parse(revision.metadata.annotations?.[ANNOTATION.routingStateModified] ?? '');
  return Number.isNaN(modified) ? createdAt(revision) : modified;
}
