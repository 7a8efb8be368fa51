import { ANNOTATION, LABEL } from '#lib/knative/labels.ts';
import type { Configuration, Revision, Route } from '#lib/knative/types.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import { nameOf, type ObjectName } from '#simulator/controllers/controller.ts';
import { findRevision, namespaceOf, trafficOf } from '#simulator/controllers/wire.ts';
import { isTerminating } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';

/**
 * Labels what a Route points at (`pkg/reconciler/labeler`): targets of its spec or status are `active`; former targets become `reserve`
 * once the Route is Ready or failed, and all targets do when the Route is deleted.
 */
export function labeler(): Controller<Route> {
  /** Every Configuration that each Route has ever concerned, by the Route's key. */
  const concerned = new Map<string, Set<string>>();
  const remember = ({ namespace = '', name }: ObjectName, targets: Targets): Set<string> => {
    const key = `${namespace}/${name}`;
    const names = concerned.get(key) ?? new Set([name]);
    for (const configuration of targets.configurations.keys()) names.add(configuration);
    concerned.set(key, names);
    return names;
  };
  return {
    name: 'labeler',
    type: KNATIVE.route,
    latencyMs: 25,
    watches: [{ type: KNATIVE.configuration, concerns: (object) => [nameOf(object)] }],
    reconcile(context, object) {
      const route = nameOf(object);
      const targets = isTerminating(object) ? emptyTargets() : findTargets(context, object);
      const known = remember(route, targets);
      for (const configuration of targets.configurations.values())
        mark(context, object, configuration, 'configuration');
      for (const revision of targets.revisions.values()) mark(context, object, revision, 'revision');
      if (isTerminating(object) || isResolved(object)) clearFormerTargets(context, route, known, targets);
      return undefined;
    },
    gone(context, route) {
      clearFormerTargets(context, route, remember(route, emptyTargets()), emptyTargets());
      concerned.delete(`${route.namespace ?? ''}/${route.name}`);
    },
  };
}

/** isResolved reports whether a Route has settled its latest generation, successfully or not. */
function isResolved(object: Stored<Route>): boolean {
  const settled = conditionOf(object, 'Ready')?.status;
  const isObserved = object.status?.observedGeneration === object.metadata.generation;
  return isObserved && (settled === 'True' || settled === 'False');
}

interface Targets {
  configurations: Map<string, Stored<Configuration>>;
  revisions: Map<string, Stored<Revision>>;
}

const emptyTargets = (): Targets => ({ configurations: new Map(), revisions: new Map() });

function findTargets(context: Context, object: Stored<Route>): Targets {
  const targets = emptyTargets();
  const namespace = namespaceOf(object);
  const { spec, status } = object;
  const addRevision = (name: string | undefined): void => {
    const revision = name === undefined ? undefined : findRevision(context, namespace, name);
    if (revision === undefined || isTerminating(revision)) return;
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
    addRevision(configuration.status?.latestCreatedRevisionName);
    addRevision(configuration.status?.latestReadyRevisionName);
  }
  return targets;
}

/** clearFormerTargets removes a Route's mark from former targets in the given Configurations. */
function clearFormerTargets(
  context: Context,
  route: ObjectName,
  configurations: ReadonlySet<string>,
  targets: Targets,
): void {
  for (const name of configurations) {
    const configuration = context.store.get(KNATIVE.configuration, route.namespace, name);
    if (configuration === undefined) continue;
    for (const object of context.store.ownedBy(configuration.metadata.uid, KNATIVE.revision)) {
      const isTarget = targets.revisions.has(object.metadata.name);
      if (!isTarget && !isTerminating(object) && routesOf(object).includes(route.name)) {
        const next = routesOf(object).filter((routeName) => routeName !== route.name);
        write(context, KNATIVE.revision, object, next, next.length === 0 ? 'reserve' : 'active');
      }
    }
    const isKept = targets.configurations.has(name) || isTerminating(configuration);
    if (isKept || !routesOf(configuration).includes(route.name)) continue;
    const next = routesOf(configuration).filter((routeName) => routeName !== route.name);
    write(context, KNATIVE.configuration, configuration, next, undefined);
  }
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
    annotations[ANNOTATION.routingStateModified] = formatTime(context.clock.now());
  }
  context.store.update(
    type,
    { ...object, metadata: { ...object.metadata, labels, annotations } },
    WRITER.knative,
  );
}
