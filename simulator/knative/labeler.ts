import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { conditionOf } from '#simulator/knative/condition-set.ts';
import { type Context, rfc3339, WRITER } from '#simulator/knative/context.ts';
import { type Controller, nameOf } from '#simulator/knative/controller.ts';
import { asConfiguration, asRoute, findRevision, namespaceOf, trafficOf } from '#simulator/knative/wire.ts';
import { isGoing } from '#simulator/knative/write.ts';

/**
 * Marks what a Route points at (`pkg/reconciler/labeler`): targets of its spec or status are `active`, what it no longer
 * points at becomes `reserve` once the Route is Ready or failed.
 */
export const labeler: Controller = {
  name: 'labeler',
  type: KNATIVE.route,
  latencyMs: 25,
  watches: [{ type: KNATIVE.configuration, concerns: (object) => [nameOf(object)] }],
  reconcile(context, object) {
    const targets = isGoing(object) ? emptyTargets() : findTargets(context, object);
    const known = knownTo(context, object, targets);
    const route = asRoute(object);
    const settled = conditionOf(object, 'Ready')?.status;
    const isObserved = route.status?.observedGeneration === object.metadata.generation;
    const mayClear = isGoing(object) || (isObserved && (settled === 'True' || settled === 'False'));
    for (const configuration of targets.configurations.values())
      mark(context, object, configuration, 'configuration');
    for (const revision of targets.revisions.values()) mark(context, object, revision, 'revision');
    if (!mayClear) return undefined;
    for (const revision of known) {
      if (!targets.revisions.has(revision.metadata.name)) clear(context, object, revision);
    }
    return undefined;
  },
};

interface Targets {
  configurations: Map<string, StoredObject>;
  revisions: Map<string, StoredObject>;
}

const emptyTargets = (): Targets => ({ configurations: new Map(), revisions: new Map() });

function findTargets(context: Context, object: StoredObject): Targets {
  const targets = emptyTargets();
  const namespace = namespaceOf(object);
  const { spec, status } = asRoute(object);
  const addRevision = (name: string | undefined): void => {
    const revision = name === undefined ? undefined : findRevision(context, namespace, name);
    if (revision === undefined || isGoing(revision)) return;
    targets.revisions.set(revision.metadata.name, revision);
    const owner = revision.metadata.labels?.[LABEL.configuration];
    if (owner !== undefined) addConfiguration(owner);
  };
  const addConfiguration = (name: string): void => {
    const configuration = context.store.get(KNATIVE.configuration, namespace, name);
    if (configuration !== undefined) targets.configurations.set(name, configuration);
  };
  for (const target of [...trafficOf(spec), ...trafficOf(status)]) {
    addRevision(target.revisionName);
    if (target.configurationName === undefined) continue;
    addConfiguration(target.configurationName);
    const configuration = targets.configurations.get(target.configurationName);
    if (configuration === undefined) continue;
    addRevision(asConfiguration(configuration).status?.latestCreatedRevisionName);
    addRevision(asConfiguration(configuration).status?.latestReadyRevisionName);
  }
  return targets;
}

/** Revisions of the Configurations concerned that the Route has marked before. */
function knownTo(context: Context, route: StoredObject, targets: Targets): StoredObject[] {
  const configurations = new Map(targets.configurations);
  const own = context.store.get(KNATIVE.configuration, namespaceOf(route), route.metadata.name);
  if (own !== undefined) configurations.set(own.metadata.name, own);
  return [...configurations.values()]
    .flatMap((configuration) => context.store.ownedBy(configuration.metadata.uid))
    .map(({ object }) => object)
    .filter((object) => routesOf(object).includes(route.metadata.name) && !isGoing(object));
}

/** routesOf lists the Routes that point at a Revision or Configuration. */
export function routesOf(object: StoredObject): string[] {
  const list = object.metadata.annotations?.[ANNOTATION.routes] ?? '';
  return list === '' ? [] : list.split(',');
}

function mark(
  context: Context,
  route: StoredObject,
  target: StoredObject,
  kind: 'configuration' | 'revision',
): void {
  const routes = routesOf(target);
  const isActive = kind === 'configuration' || target.metadata.labels?.[LABEL.routingState] === 'active';
  if (routes.includes(route.metadata.name) && isActive) return;
  const next = [...new Set([...routes, route.metadata.name])].sort();
  write(context, KNATIVE[kind], target, next, kind === 'revision' ? 'active' : undefined);
}

function clear(context: Context, route: StoredObject, revision: StoredObject): void {
  const next = routesOf(revision).filter((name) => name !== route.metadata.name);
  write(context, KNATIVE.revision, revision, next, next.length === 0 ? 'reserve' : 'active');
}

function write(
  context: Context,
  type: ResourceType,
  object: StoredObject,
  routes: string[],
  state: 'active' | 'reserve' | undefined,
): void {
  const { [ANNOTATION.routes]: _routes, ...annotations } = object.metadata.annotations ?? {};
  const labels = { ...object.metadata.labels };
  if (routes.length > 0) annotations[ANNOTATION.routes] = routes.join(',');
  if (state !== undefined && labels[LABEL.routingState] !== state) {
    labels[LABEL.routingState] = state;
    annotations[ANNOTATION.routingStateModified] = rfc3339(context.clock.now());
  }
  context.store.update(
    type,
    { ...object, metadata: { ...object.metadata, labels, annotations } },
    WRITER.knative,
  );
}
