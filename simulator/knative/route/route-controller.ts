import { LABEL } from '#lib/knative/labels.ts';
import type { Rollout } from '#lib/knative/rollout.ts';
import type { Route, TrafficTarget } from '#lib/knative/types.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { controlledBy, nameOf } from '#simulator/controllers/controller.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import { ensure, isControlledBy, isTerminating, remove, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import type { IngressTls } from '#simulator/knative/networking/certificates.ts';
import { LOCAL_GATEWAY } from '#simulator/knative/networking/kingress-controller.ts';
import { ConditionSet, conditionOf, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import { type Controller, onConfigChange } from '#simulator/knative/reconciler/controller.ts';
import { removeFinalizer, withFinalizer } from '#simulator/knative/reconciler/finalizer.ts';
import { routesOf } from '#simulator/knative/route/labeler.ts';
import { isRolloutDone } from '#simulator/knative/route/rollout-steps.ts';
import { type Secured, secureRoute } from '#simulator/knative/route/route-certificates.ts';
import { domainProblem, hostName, localDomain, urlOf } from '#simulator/knative/route/route-domains.ts';
import { kIngressFor, placeholderFor } from '#simulator/knative/route/route-resources.ts';
import {
  type HostTargets,
  nextRollout,
  statusTraffic,
  targetsByHost,
} from '#simulator/knative/route/route-rollout.ts';
import { mergeTargets, type ResolvedTarget, resolveTraffic } from '#simulator/knative/route/route-traffic.ts';

const DEPENDENTS = ['AllTrafficAssigned', 'IngressReady', 'CertificateProvisioned'];
const SOURCE = { component: 'route-controller' };
const FINALIZER = 'routes.serving.knative.dev';
const NO_HOSTS: ReadonlySet<string> = new Set();
const NO_ROLLOUT: Rollout = { configurations: [] };

/** Knative's Route: turns targets into a KIngress and reports the routed traffic (`pkg/reconciler/route`). */
export const routeController: Controller<Route> = {
  name: 'route-controller',
  type: KNATIVE.route,
  latencyMs: 25,
  watches: [
    { type: KNATIVE.kIngress, concerns: controlledBy(KNATIVE.route) },
    { type: KNATIVE.certificate, concerns: controlledBy(KNATIVE.route) },
    { type: KNATIVE.configuration, concerns: routesConcerned },
    { type: KNATIVE.revision, concerns: routesConcerned },
    { type: KNATIVE.configuration, concerns: routesWaiting },
    { type: KNATIVE.revision, concerns: routesWaiting },
    { type: KUBERNETES.service, concerns: controlledBy(KNATIVE.route) },
    onConfigChange(KNATIVE.route, 'config-domain', 'config-network'),
  ],
  reconcile(context, object) {
    if (isTerminating(object)) return finalize(context, object);
    const route = withFinalizer(context, KNATIVE.route, object, FINALIZER, SOURCE);
    const look = new RouteLook(context, route);
    const waitMs = look.reconcile();
    writeStatus(context, KNATIVE.route, route, look.status(), WRITER.knative);
    return waitMs;
  },
};

/** routesConcerned returns the Routes that point at a Revision or Configuration, and the one named after its Service. */
function routesConcerned(object: StoredObject): { namespace: string | undefined; name: string }[] {
  const { namespace, name } = nameOf(object);
  const service = object.metadata.labels?.[LABEL.service] ?? name;
  return [...new Set([...routesOf(object), service])].map((name) => ({ namespace, name }));
}

/**
 * routesWaiting returns Routes without a Service whose targets name a Configuration or Revision; the object may not list those Routes yet.
 */
function routesWaiting(
  object: StoredObject,
  context: Context,
): { namespace: string | undefined; name: string }[] {
  const { namespace, name } = nameOf(object);
  return context.store
    .list(KNATIVE.route, namespace)
    .filter((route) => route.metadata.labels?.[LABEL.service] === undefined)
    .filter((route) =>
      (route.spec.traffic ?? []).some(
        ({ configurationName, revisionName }) => configurationName === name || revisionName === name,
      ),
    )
    .map(nameOf);
}

/** finalize deletes the KIngress before the Route goes. */
function finalize(context: Context, route: Stored<Route>): undefined {
  if (route.metadata.finalizers?.includes(FINALIZER) !== true) return undefined;
  const ingress = context.store.get(KNATIVE.kIngress, namespaceOf(route), route.metadata.name);
  if (ingress !== undefined && isControlledBy(ingress, route)) {
    remove(context, KNATIVE.kIngress, ingress, WRITER.knative);
  }
  removeFinalizer(context, KNATIVE.route, route, FINALIZER, SOURCE);
  return undefined;
}

/** One reconcile pass over a Route; it computes the next status. */
class RouteLook {
  readonly #context: Context;
  readonly #route: Stored<Route>;
  readonly #conditions: ConditionSet;
  #traffic: TrafficTarget[] | undefined;
  #address: { url?: string } | undefined;
  #url: string | undefined;

  constructor(context: Context, route: Stored<Route>) {
    this.#context = context;
    this.#route = route;
    const { status } = route;
    this.#conditions = new ConditionSet(DEPENDENTS, status?.conditions, context.clock.now());
    observe(this.#conditions, route);
    this.#traffic = status?.traffic;
    this.#address = status?.address;
    this.#url = status?.url;
  }

  /** Returns the ms until the next step of a rollout. */
  reconcile(): number | undefined {
    const { metadata, status } = this.#route;
    if (metadata.generation !== status?.observedGeneration) this.#ingressNotConfigured();
    const broken = domainProblem(this.#context, this.#route, '');
    if (broken !== undefined) {
      this.#conditions.markFalse('AllTrafficAssigned', 'ErrorConfig', broken);
      return undefined;
    }
    this.#url = urlOf(this.#context, this.#route, '');
    const resolved = resolveTraffic(this.#context, this.#route);
    if ('bad' in resolved) {
      const { status: value, reason, message } = resolved.bad;
      if (value === 'False') this.#conditions.markFalse('AllTrafficAssigned', reason, message);
      else this.#conditions.markUnknown('AllTrafficAssigned', reason, message);
      return undefined;
    }
    const targets = mergeTargets(resolved.targets);
    const problem = targets
      .map(({ tag }) => (tag === '' ? undefined : domainProblem(this.#context, this.#route, tag)))
      .find((found) => found !== undefined);
    if (problem !== undefined) {
      this.#traffic = undefined;
      this.#conditions.markFalse('AllTrafficAssigned', 'ErrorConfig', problem);
      return undefined;
    }
    this.#assign(targets, NO_ROLLOUT);
    this.#conditions.markTrue('AllTrafficAssigned');
    this.#address = { url: `http://${localDomain(this.#context, this.#route, '')}` };
    const hosts = targetsByHost(targets);
    if (!this.#ensurePlaceholders(hosts)) return undefined;
    const secured = secureRoute(this.#context, this.#route, [...hosts.keys()], this.#conditions);
    if (secured === undefined) return undefined;
    this.#applySchemes(secured);
    return this.#direct(targets, hosts, secured.tls);
  }

  status(): Record<string, unknown> {
    const { status } = this.#route;
    const { traffic: _traffic, ...rest } = status ?? {};
    return {
      ...rest,
      ...(this.#url === undefined ? {} : { url: this.#url }),
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#traffic === undefined ? {} : { traffic: this.#traffic }),
      observedGeneration: this.#route.metadata.generation ?? 1,
      conditions: this.#conditions.list(),
    };
  }

  /** Updates the KIngress and reports the state of the network. */
  #direct(
    targets: readonly ResolvedTarget[],
    hosts: HostTargets,
    tls: readonly IngressTls[],
  ): number | undefined {
    const { namespace, name } = nameOf(this.#route);
    const found = this.#context.store.get(KNATIVE.kIngress, namespace, name);
    const { rollout, waitMs } = nextRollout(this.#context, this.#route, hosts, found);
    const draft = kIngressFor(this.#context, this.#route, hosts, rollout, tls);
    const ingress = ensure(this.#context, KNATIVE.kIngress, draft, WRITER.knative, 'exact');
    if (found === undefined) {
      this.#context.events.normal(SOURCE, this.#route, 'Created', `Created Ingress "${name}"`);
    }
    const isInProgress = !isRolloutDone(rollout);
    const { status } = ingress;
    if (isInProgress) this.#assign(targets, rollout);
    if (status?.observedGeneration !== ingress.metadata.generation) this.#ingressNotConfigured();
    else if (isInProgress) {
      this.#conditions.markUnknown(
        'IngressReady',
        'RolloutInProgress',
        'A gradual rollout of the latest revision(s) is in progress.',
      );
    } else this.#conditions.copy('IngressReady', conditionOf(ingress, 'Ready'));
    if (conditionOf(ingress, 'Ready')?.status === 'True') {
      for (const tag of hosts.keys()) {
        const gateway = placeholderFor(this.#context, this.#route, tag, LOCAL_GATEWAY);
        ensure(this.#context, KUBERNETES.service, gateway, WRITER.knative);
      }
    }
    return waitMs;
  }

  /**
   * Hosts with a certificate get https, hosts that wait for one get http. As in Knative, one cluster-local certificate makes the address
   * https, and the URLs of cluster-local tags stay as they are.
   */
  #applySchemes({ schemes, inside }: Secured): void {
    const secure = (url: string, secured: ReadonlySet<string>): string => {
      const [scheme = '', host = ''] = url.split('://');
      return `${secured.has(host) ? 'https' : (schemes.get(host) ?? scheme)}://${host}`;
    };
    if (this.#url !== undefined) this.#url = secure(this.#url, inside);
    this.#traffic = this.#traffic?.map((target) =>
      target.url === undefined ? target : { ...target, url: secure(target.url, NO_HOSTS) },
    );
    if (inside.size > 0) {
      this.#address = { url: (this.#address?.url ?? '').replace(/^http:/, 'https:') };
    }
  }

  #assign(targets: readonly ResolvedTarget[], rollout: Rollout): void {
    this.#traffic = statusTraffic(targets, rollout, (tag) => urlOf(this.#context, this.#route, tag));
  }

  #ingressNotConfigured(): void {
    const message = 'Ingress has not yet been reconciled.';
    this.#conditions.markUnknown('IngressReady', 'IngressNotConfigured', message);
  }

  /** Ensures one placeholder Service per host; returns false when another owner has one of their names. */
  #ensurePlaceholders(hosts: HostTargets): boolean {
    const { store, events } = this.#context;
    const placeholderNames = new Set<string>();
    for (const tag of hosts.keys()) {
      const name = hostName(this.#context, this.#route, tag);
      placeholderNames.add(name);
      const found = store.get(KUBERNETES.service, namespaceOf(this.#route), name);
      if (found !== undefined && !isControlledBy(found, this.#route)) {
        const message = `There is an existing placeholder Service "${name}" that we do not own.`;
        this.#conditions.markFalse('IngressReady', 'NotOwned', message);
        return false;
      }
      if (found !== undefined) continue;
      const draft = placeholderFor(this.#context, this.#route, tag, undefined);
      ensure(this.#context, KUBERNETES.service, draft, WRITER.knative);
      events.normal(SOURCE, this.#route, 'Created', `Created placeholder service "${name}"`);
    }
    for (const { type, object } of store.ownedBy(this.#route.metadata.uid)) {
      const isOrphan = object.kind === 'Service' && !placeholderNames.has(object.metadata.name);
      if (isOrphan) remove(this.#context, type, object, WRITER.knative);
    }
    return true;
  }
}
