import { isDeepStrictEqual } from 'node:util';
import type { Configuration, KnativeService, Route, TrafficTarget } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { controlledBy } from '#simulator/controllers/controller.ts';
import { namespaceOf, trafficOf } from '#simulator/controllers/wire.ts';
import {
  type Draft,
  ensure,
  isControlledBy,
  isTerminating,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ConditionSet, conditionOf, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { findNamedRevision } from '#simulator/knative/service/revision-name.ts';
import { configurationFor, routeFor } from '#simulator/knative/service/service-resources.ts';

const DEPENDENTS = ['ConfigurationsReady', 'RoutesReady'];
const SOURCE = { component: 'service-controller' };

/** Knative's Service: owns a Configuration and a Route and reports their state (`pkg/reconciler/service/service.go`). */
export const serviceController: Controller<KnativeService> = {
  name: 'service-controller',
  type: KNATIVE.service,
  latencyMs: 12,
  watches: [
    { type: KNATIVE.configuration, concerns: controlledBy(KNATIVE.service) },
    { type: KNATIVE.route, concerns: controlledBy(KNATIVE.service) },
  ],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const conditions = new ConditionSet(DEPENDENTS, object.status?.conditions, context.clock.now());
    observe(conditions, object);
    const { configuration, route } = reconcileChildren(context, object, conditions);
    const status: Record<string, unknown> = { ...object.status };
    propagate(status, configuration, ['latestCreatedRevisionName', 'latestReadyRevisionName']);
    propagate(status, route, ['url', 'address', 'traffic']);
    status['observedGeneration'] = object.metadata.generation ?? 1;
    status['conditions'] = conditions.list();
    writeStatus(context, KNATIVE.service, object, status, WRITER.knative);
    return undefined;
  },
};

/** propagate copies status fields from a child that has observed its latest generation, and removes those that the child no longer has. */
function propagate(status: Record<string, unknown>, child: StoredObject | undefined, fields: string[]): void {
  if (child === undefined || !isObserved(child)) return;
  const from = child['status'] as Record<string, unknown>;
  for (const field of fields) {
    if (from[field] === undefined) delete status[field];
    else status[field] = from[field];
  }
}

interface Children {
  configuration: Stored<Configuration> | undefined;
  route: Stored<Route> | undefined;
}

function reconcileChildren(
  context: Context,
  object: Stored<KnativeService>,
  conditions: ConditionSet,
): Children {
  const { name } = object.metadata;
  const found = context.store.get(KNATIVE.configuration, namespaceOf(object), name);
  const configuration = ensureOwned(context, object, KNATIVE.configuration, configurationFor(object, found));
  if (configuration === undefined) {
    conditions.markFalse('ConfigurationsReady', 'NotOwned', notOwned('Configuration', name));
    return { configuration: undefined, route: undefined };
  }
  const ownName = configuration.spec.template.metadata?.name;
  if (isObserved(configuration)) {
    conditions.copy('ConfigurationsReady', conditionOf(configuration, 'Ready'));
  } else {
    conditions.markUnknown('ConfigurationsReady', 'OutOfDate', outOfDate('Configuration'));
    // With a custom name the Route must wait, or it would look for a Revision that does not exist yet.
    if (ownName !== undefined) return { configuration, route: undefined };
  }
  if (ownName !== undefined && findNamedRevision(context, configuration).state === 'taken') {
    conditions.markFalse(
      'RoutesReady',
      'RevisionNameTaken',
      `The revision name "${ownName}" is taken by a conflicting Revision, so traffic will not be migrated`,
    );
    return { configuration, route: undefined };
  }
  const route = ensureOwned(context, object, KNATIVE.route, routeFor(object));
  if (route === undefined) conditions.markFalse('RoutesReady', 'NotOwned', notOwned('Route', name));
  else if (!isObserved(route)) conditions.markUnknown('RoutesReady', 'OutOfDate', outOfDate('Route'));
  else {
    conditions.copy('RoutesReady', conditionOf(route, 'Ready'));
    if (conditions.is('RoutesReady', 'True') && !isMigrated(route, configuration)) {
      conditions.markUnknown(
        'RoutesReady',
        'TrafficNotMigrated',
        'Traffic is not yet migrated to the latest revision.',
      );
    }
  }
  return { configuration, route };
}

const outOfDate = (kind: string): string =>
  `The ${kind} is still working to reflect the latest desired specification.`;

const notOwned = (kind: string, name: string): string =>
  `There is an existing ${kind} "${name}" that we do not own.`;

function isObserved(object: StoredObject): boolean {
  const status = object['status'] as { observedGeneration?: number } | undefined;
  return status?.observedGeneration === object.metadata.generation;
}

/** ensureOwned creates or updates a child; undefined when another owner has its name. */
function ensureOwned<T extends KubeObject>(
  context: Context,
  owner: StoredObject,
  type: ResourceType<T>,
  draft: Draft,
): Stored<T> | undefined {
  const found = context.store.get(type, draft.metadata.namespace, draft.metadata.name);
  if (found !== undefined && !isControlledBy(found, owner)) return undefined;
  const child = ensure(context, type, draft, WRITER.knative, 'exact');
  if (found === undefined) {
    context.events.normal(SOURCE, owner, 'Created', `Created ${type.kind} "${child.metadata.name}"`);
  }
  return child;
}

/** isMigrated reports whether the Route's status shows the targets of its spec, with `@latest` as the latest ready Revision. */
function isMigrated(route: Stored<Route>, configuration: Stored<Configuration>): boolean {
  const latest = configuration.status?.latestReadyRevisionName;
  const essence = (target: TrafficTarget, revisionName: string | undefined): object => ({
    tag: target.tag ?? '',
    revisionName: revisionName ?? '',
    percent: target.percent ?? 0,
  });
  const { spec, status } = route;
  const desired = trafficOf(spec).map((target) =>
    essence(target, target.configurationName === configuration.metadata.name ? latest : target.revisionName),
  );
  const routed = trafficOf(status).map((target) => essence(target, target.revisionName));
  return isDeepStrictEqual(desired, routed);
}
