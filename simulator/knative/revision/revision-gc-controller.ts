import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Configuration, Revision } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { controlledBy } from '#simulator/controllers/controller.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { isTerminating, remove } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { GcConfig } from '#simulator/knative/config/gc.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';

/** Knative's resync period (knative.dev/pkg `controller.DefaultResyncPeriod`). */
const RESYNC_MS = 10 * 3_600_000;
const NO_GC = 'serving.knative.dev/no-gc';

/**
 * Knative's garbage collection of Revisions (`pkg/reconciler/gc`): reconciles a Configuration when it or one of its Revisions changes, and
 * every ten hours. A change of `config-gc` alone triggers nothing.
 */
export const revisionGcController: Controller<Configuration> = {
  name: 'revision-gc-controller',
  type: KNATIVE.configuration,
  latencyMs: 40,
  watches: [{ type: KNATIVE.revision, concerns: controlledBy(KNATIVE.configuration) }],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    for (const revision of collectable(context, object)) {
      remove(context, KNATIVE.revision, revision, WRITER.knative);
    }
    return RESYNC_MS;
  },
};

/** collectable returns a Configuration's Revisions to delete now: the stale ones, then the oldest ones above the maximum. */
function collectable(context: Context, configuration: Stored<Configuration>): Stored<Revision>[] {
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

/** isActive reports whether a Revision is the latest ready one, is marked to be kept, or has not been released by every Route yet. */
function isActive({ metadata }: Stored<Revision>, configuration: Stored<Configuration>): boolean {
  return (
    configuration.status?.latestReadyRevisionName === metadata.name ||
    metadata.annotations?.[NO_GC]?.toLowerCase() === 'true' ||
    metadata.labels?.[LABEL.routingState] !== 'reserve'
  );
}

function isStale(gc: GcConfig, revision: Stored<Revision>, now: number): boolean {
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

/** lastActive returns when the routing state last changed, in Unix ms; the creation time when that is unknown. */
function lastActive(revision: Stored<Revision>): number {
  const modified = Date.parse(revision.metadata.annotations?.[ANNOTATION.routingStateModified] ?? '');
  return Number.isNaN(modified) ? createdAt(revision) : modified;
}
