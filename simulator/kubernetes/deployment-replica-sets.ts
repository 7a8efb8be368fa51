import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '#lib/knative/labels.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Deployment, ReplicaSet } from '#simulator/apimachinery/wire-types.ts';
import type { Context } from '#simulator/controllers/context.ts';
import { templateHash } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { change, controllerReference, create, isTerminating, remove } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { maxSurge, nextCounts, type ReplicaCounts } from '#simulator/kubernetes/rolling-update.ts';

// kubernetes v1.35 `pkg/controller/deployment/sync.go` and `util/deployment_util.go`.

const SOURCE = { component: 'deployment-controller' };
const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The ReplicaSets of a Deployment. */
export interface ReplicaSets {
  /** The one of its template; undefined while a paused Deployment has none. */
  current: Stored<ReplicaSet> | undefined;
  /** Those of earlier templates, oldest first. */
  old: readonly Stored<ReplicaSet>[];
  /** Whether `current` did not exist before. */
  isNew: boolean;
}

/**
 * rollOut takes a Deployment's ReplicaSets one step towards its template: creates the current one, scales all, and deletes the oldest that
 * have no pods and exceed the history's limit.
 */
export function rollOut(context: Context, object: Stored<Deployment>): ReplicaSets {
  const owned = context.store
    .ownedBy(object.metadata.uid, KUBERNETES.replicaSet)
    .filter((replicaSet) => !isTerminating(replicaSet))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const found = owned.find((replicaSet) => hasTemplate(replicaSet, object));
  const old = owned.filter((replicaSet) => replicaSet !== found);
  if (found === undefined && object.spec.paused === true) return { current: undefined, old, isNew: false };
  const next = nextCounts(object.spec, countsOf(found), old.map(countsOf));
  const newest = Math.max(0, ...old.map(revisionOf));
  const current =
    found === undefined
      ? addReplicaSet(context, object, next.current, newest + 1)
      : promote(context, object, found, next.current, newest);
  const scaled = old.map((replicaSet, index) => {
    const count = next.old[index] ?? 0;
    return count === replicaSet.spec.replicas ? replicaSet : rescale(context, object, replicaSet, count);
  });
  const kept = withinHistory(object, scaled);
  for (const replicaSet of scaled) {
    if (!kept.includes(replicaSet)) remove(context, KUBERNETES.replicaSet, replicaSet, WRITER.kubernetes);
  }
  return { current, old: kept, isNew: found === undefined };
}

/** withRevision returns the Deployment with the revision number of its current ReplicaSet. */
export function withRevision(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
): Stored<Deployment> {
  const annotations = { ...object.metadata.annotations, [REVISION]: String(revisionOf(replicaSet)) };
  const next = { ...object, metadata: { ...object.metadata, annotations } };
  return change(context, KUBERNETES.deployment, object, next, WRITER.kubernetes);
}

/** countsOf returns the counts of a ReplicaSet; zeros for one that does not exist. */
function countsOf(replicaSet: Stored<ReplicaSet> | undefined): ReplicaCounts {
  return {
    wanted: replicaSet?.spec.replicas ?? 0,
    pods: replicaSet?.status?.replicas ?? 0,
    available: replicaSet?.status?.readyReplicas ?? 0,
  };
}

/** hasTemplate reports whether a ReplicaSet has a Deployment's template, apart from the hash in its labels. */
function hasTemplate({ spec }: Stored<ReplicaSet>, object: Stored<Deployment>): boolean {
  const { metadata, ...rest } = spec.template;
  const { [LABEL.podTemplateHash]: _hash, ...labels } = metadata.labels;
  return isDeepStrictEqual({ ...rest, metadata: { ...metadata, labels } }, object.spec.template);
}

function addReplicaSet(
  context: Context,
  object: Stored<Deployment>,
  count: number,
  revision: number,
): Stored<ReplicaSet> {
  const { spec } = object;
  const hash = freeHash(context, object);
  const labels = { ...spec.template.metadata.labels, [LABEL.podTemplateHash]: hash };
  const replicaSet = create(
    context,
    KUBERNETES.replicaSet,
    {
      metadata: {
        name: `${object.metadata.name}-${hash}`,
        namespace: namespaceOf(object),
        labels,
        annotations: {
          ...objectAnnotations(object),
          ...scaleAnnotations(object),
          [REVISION]: String(revision),
        },
        ownerReferences: [controllerReference(object)],
      },
      spec: {
        replicas: count,
        selector: { matchLabels: { ...spec.selector.matchLabels, [LABEL.podTemplateHash]: hash } },
        template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      },
    },
    WRITER.kubernetes,
  );
  if (count > 0) tellScaled(context, object, replicaSet, 0);
  return replicaSet;
}

/** freeHash returns the template's hash, or that of a collision: a ReplicaSet whose template someone else changed keeps its name. */
function freeHash({ store }: Context, object: Stored<Deployment>): string {
  const { template } = object.spec;
  for (let collisions = 0; ; collisions += 1) {
    const hash = templateHash(collisions === 0 ? template : { template, collisions });
    const name = `${object.metadata.name}-${hash}`;
    if (store.get(KUBERNETES.replicaSet, namespaceOf(object), name) === undefined) return hash;
  }
}

/** promote scales the current ReplicaSet and makes its revision the newest: after a rollback it is an older one. */
function promote(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
  count: number,
  newest: number,
): Stored<ReplicaSet> {
  const before = revisionOf(replicaSet);
  const history = [replicaSet.metadata.annotations?.[HISTORY] ?? [], String(before)].flat().join(',');
  return rescale(context, object, replicaSet, count, {
    ...objectAnnotations(object),
    ...scaleAnnotations(object),
    ...(before > newest ? {} : { [REVISION]: String(newest + 1), [HISTORY]: history }),
  });
}

function rescale(
  context: Context,
  object: Stored<Deployment>,
  replicaSet: Stored<ReplicaSet>,
  count: number,
  changes: Record<string, string> = scaleAnnotations(object),
): Stored<ReplicaSet> {
  const { metadata, spec } = replicaSet;
  const annotations = { ...metadata.annotations, ...changes };
  const next = { ...replicaSet, metadata: { ...metadata, annotations }, spec: { ...spec, replicas: count } };
  const scaled = change(context, KUBERNETES.replicaSet, replicaSet, next, WRITER.kubernetes);
  if (spec.replicas !== count) tellScaled(context, object, scaled, spec.replicas);
  return scaled;
}

function tellScaled(
  context: Context,
  object: Stored<Deployment>,
  { metadata, spec }: Stored<ReplicaSet>,
  before: number,
): void {
  const direction = before < spec.replicas ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${metadata.name} from ${before} to ${spec.replicas}`;
  context.events.normal(SOURCE, object, 'ScalingReplicaSet', message);
}

/** withinHistory returns the ReplicaSets that have pods, and of the others the newest that the history's limit allows. */
function withinHistory(
  { spec }: Stored<Deployment>,
  old: readonly Stored<ReplicaSet>[],
): Stored<ReplicaSet>[] {
  const empty = old.filter((one) => countsOf(one).wanted === 0 && countsOf(one).pods === 0);
  const surplus = empty.slice(0, Math.max(0, empty.length - spec.revisionHistoryLimit));
  return old.filter((one) => !surplus.includes(one));
}

/** objectAnnotations returns the annotations that a ReplicaSet copies from its Deployment: all but kubectl's and the revision. */
function objectAnnotations({ metadata: { annotations = {} } }: StoredObject): Record<string, string> {
  const kept = Object.entries(annotations).filter(([key]) => key !== LAST_APPLIED && key !== REVISION);
  return Object.fromEntries(kept);
}

function scaleAnnotations({ spec }: Stored<Deployment>): Record<string, string> {
  const most = spec.replicas === 0 ? 0 : spec.replicas + maxSurge(spec);
  return { [DESIRED]: String(spec.replicas), [MAX]: String(most) };
}

function revisionOf({ metadata }: StoredObject): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}
