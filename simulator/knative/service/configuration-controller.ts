import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Configuration, Revision } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { controlledBy } from '#simulator/controllers/controller.ts';
import { childName } from '#simulator/controllers/names.ts';
import { findRevision, namespaceOf } from '#simulator/controllers/wire.ts';
import {
  controllerReference,
  create,
  type Draft,
  isTerminating,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ConditionSet, conditionOf, isReady, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { findNamedRevision } from '#simulator/knative/service/revision-name.ts';

const SOURCE = { component: 'configuration-controller' };

/** Knative's Configuration: creates a Revision for each new template (`pkg/reconciler/configuration/configuration.go`). */
export const configurationController: Controller<Configuration> = {
  name: 'configuration-controller',
  type: KNATIVE.configuration,
  latencyMs: 12,
  watches: [{ type: KNATIVE.revision, concerns: controlledBy(KNATIVE.configuration) }],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const status = { ...object.status };
    const conditions = new ConditionSet([], status.conditions, context.clock.now());
    observe(conditions, object);
    const current = currentRevision(context, object);
    if (typeof current === 'string') {
      const message = `Revision creation failed with message: ${current}.`;
      conditions.markFalse('Ready', 'RevisionFailed', message);
    } else {
      if (status.latestCreatedRevisionName !== current.metadata.name) {
        status.latestCreatedRevisionName = current.metadata.name;
        if (status.latestReadyRevisionName !== current.metadata.name) markWorking(conditions);
      }
      const ready = conditionOf(current, 'Ready');
      if (ready?.status === 'False') markFailed(context, object, conditions, current, ready.message ?? '');
      const latestReady = latestReadyOf(context, object, status.latestReadyRevisionName, current);
      if (latestReady !== undefined) setLatestReady(context, object, status, latestReady);
      if (status.latestReadyRevisionName === current.metadata.name && ready?.status !== 'False') {
        markSettled(conditions);
      }
    }
    const observedGeneration = object.metadata.generation ?? 1;
    const next = { ...status, observedGeneration, conditions: conditions.list() };
    writeStatus(context, KNATIVE.configuration, object, next, WRITER.knative);
    return undefined;
  },
};

const markWorking = (conditions: ConditionSet): void => conditions.setReady('Unknown');
const markSettled = (conditions: ConditionSet): void => conditions.setReady('True');

/** currentRevision returns the Revision of the current generation, creating it if missing; or an error message. */
function currentRevision(context: Context, object: Stored<Configuration>): Stored<Revision> | string {
  const named = findNamedRevision(context, object);
  if (named.state === 'matching') return named.revision;
  if (named.state === 'taken') return `revisions.serving.knative.dev "${named.name}" already exists`;
  const generation = String(object.metadata.generation ?? 1);
  if (named.state === 'unnamed') {
    const made = revisionsOf(context, object).find(
      (revision) => revision.metadata.labels?.[LABEL.configurationGeneration] === generation,
    );
    if (made !== undefined) return made;
  }
  const draft = revisionFor(context, object);
  const taken = findRevision(context, namespaceOf(object), draft.metadata.name);
  if (taken !== undefined) return `revisions.serving.knative.dev "${draft.metadata.name}" already exists`;
  const revision = create(context, KNATIVE.revision, draft, WRITER.knative);
  context.events.normal(SOURCE, object, 'Created', `Created Revision "${revision.metadata.name}"`);
  return revision;
}

function revisionsOf(context: Context, configuration: Stored<Configuration>): readonly Stored<Revision>[] {
  return context.store.ownedBy(configuration.metadata.uid, KNATIVE.revision);
}

/** revisionFor builds the Revision of a Configuration's template (`pkg/reconciler/configuration/resources/revision.go`). */
function revisionFor(context: Context, object: Stored<Configuration>): Draft {
  const { name, uid, generation = 1, labels, annotations } = object.metadata;
  const { metadata: template, spec } = object.spec.template;
  const routes = annotations?.[ANNOTATION.routes];
  const creator = annotations?.[ANNOTATION.lastModifier];
  return {
    metadata: {
      name: template?.name ?? childName(name, `-${String(generation).padStart(5, '0')}`),
      namespace: namespaceOf(object),
      labels: {
        ...template?.labels,
        ...copied(labels, [LABEL.service, LABEL.serviceUid]),
        [LABEL.configuration]: name,
        [LABEL.configurationUid]: uid,
        [LABEL.configurationGeneration]: String(generation),
        [LABEL.routingState]: routes === undefined ? 'pending' : 'active',
      },
      annotations: {
        ...template?.annotations,
        ...(creator === undefined ? {} : { [ANNOTATION.creator]: creator }),
        ...(routes === undefined ? {} : { [ANNOTATION.routes]: routes }),
        [ANNOTATION.routingStateModified]: formatTime(context.clock.now()),
      },
      ownerReferences: [controllerReference(object)],
    },
    spec,
  };
}

function copied(map: Record<string, string> | undefined, keys: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => keys.includes(key)));
}

function generationOf(revision: Stored<Revision>): number {
  return Number(revision.metadata.labels?.[LABEL.configurationGeneration] ?? 0);
}

/** latestReadyOf returns the newest ready Revision, starting at the latest ready one; the Revision that the template names comes first. */
function latestReadyOf(
  context: Context,
  object: Stored<Configuration>,
  latestReadyName: string | undefined,
  current: Stored<Revision>,
): string | undefined {
  const before = findRevision(context, namespaceOf(object), latestReadyName ?? '');
  const from = before === undefined ? 0 : generationOf(before);
  const isNamed = object.spec.template.metadata?.name === current.metadata.name;
  const candidates = revisionsOf(context, object)
    .filter((revision) => generationOf(revision) >= from)
    .sort((a, b) => generationOf(b) - generationOf(a));
  const ordered = isNamed ? [current, ...candidates] : candidates;
  return ordered.find((revision) => isReady(revision))?.metadata.name;
}

function setLatestReady(
  context: Context,
  object: Stored<Configuration>,
  status: { latestReadyRevisionName?: string },
  name: string,
): void {
  if (status.latestReadyRevisionName === name) return;
  if (status.latestReadyRevisionName === undefined) {
    context.events.normal(SOURCE, object, 'ConfigurationReady', 'Configuration becomes ready');
  }
  status.latestReadyRevisionName = name;
  const message = `LatestReadyRevisionName updated to "${name}"`;
  context.events.normal(SOURCE, object, 'LatestReadyUpdate', message);
}

function markFailed(
  context: Context,
  object: Stored<Configuration>,
  conditions: ConditionSet,
  revision: Stored<Revision>,
  why: string,
): void {
  const { name } = revision.metadata;
  const message = `Revision "${name}" failed with message: ${why}.`;
  if (conditions.get('Ready')?.message === message) return;
  conditions.markFalse('Ready', 'RevisionFailed', message);
  const wasReady = object.status?.latestReadyRevisionName === name;
  const [reason, kind] = wasReady ? ['LatestReadyFailed', 'ready'] : ['LatestCreatedFailed', 'created'];
  context.events.warning(SOURCE, object, reason, `Latest ${kind} revision "${name}" has failed`);
}
