import { findCondition } from '#lib/knative/conditions.ts';
import type { KIngress } from '#lib/knative/types.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { RouteServing } from '#lib/traffic/harm.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

type RouteObjects = Pick<ServiceObjects, 'service' | 'route' | 'kIngress' | 'confirmedIngress' | 'unread'>;
type IngressServing = Omit<RouteServing, 'accepted'>;

/** routeServing tells whether requests reach the revisions of a Service, from its Route and KIngress. */
export function routeServing(objects: RouteObjects): RouteServing {
  const { service, route } = objects;
  const assigned = findCondition(route?.status?.conditions, 'AllTrafficAssigned');
  const ready = findCondition(service.status?.conditions, 'Ready');
  const absent = absenceOf(objects);
  if (absent !== null) return absent;
  const accepted = assigned === undefined ? (ready?.status === 'Unknown' ? undefined : ready) : assigned;
  return { accepted: verdictOf(accepted), ...ingressOf(objects) };
}

/**
 * isConfirmed reports whether the gateways route what a KIngress asks for, as far as its controller says: it is Ready, and that is
 * said of this generation (knative/networking v1.23 `ingress_lifecycle.go` IsReady).
 */
export function isConfirmed({ metadata, status }: KIngress): boolean {
  const { generation } = metadata;
  const observed = status?.observedGeneration ?? generation;
  return (
    findCondition(status?.conditions, 'Ready')?.status === 'True' && observed === (generation ?? observed)
  );
}

/** Unknown, like absent, is no verdict. */
function verdictOf(condition: Condition | undefined): boolean | null {
  if (condition === undefined || condition.status === 'Unknown') return null;
  return condition.status === 'True';
}

/**
 * What is not there although its kind is listed: without a Route and its KIngress no gateway knows the Service. Before Knative has
 * said that they were ready that is no failure yet. Null where both are there, or cannot be told.
 */
function absenceOf({ service, route, kIngress, unread }: RouteObjects): RouteServing | null {
  const { conditions } = service.status ?? {};
  const routes = findCondition(conditions, 'RoutesReady') ?? findCondition(conditions, 'Ready');
  if (isNotOwned(routes)) return null;
  const absent = { ingress: 'absent' as const, isSplitKnown: true };
  if (route === undefined && !unread.has('route')) {
    return verdictOf(routes) === null
      ? { ...absent, accepted: null, words: '' }
      : { ...absent, accepted: false, words: 'the Service has no Route' };
  }
  if (kIngress !== undefined || unread.has('kIngress')) return null;
  const ofRoute = findCondition(route?.status?.conditions, 'IngressReady') ?? routes;
  if (isNotOwned(ofRoute)) return null;
  if (ofRoute?.status === 'True') return { ...absent, accepted: false, words: 'the Route has no KIngress' };
  // A Route that takes no traffic in gets none: then its own words say why.
  const assigned = findCondition(route?.status?.conditions, 'AllTrafficAssigned') ?? routes;
  const isRefused = assigned?.status === 'False' || ofRoute?.status === 'False';
  return { ...absent, accepted: isRefused ? false : null, words: '' };
}

/** Whether an object of the name is there that belongs to somebody else: what that routes is not known. */
function isNotOwned(condition: Condition | undefined): boolean {
  return condition?.status === 'False' && condition.reason === 'NotOwned';
}

/**
 * The KIngress before the Route, whose condition also turns Unknown while a rollout runs. A load balancer in its status means that
 * it was ready once (knative/networking v1.23 `ingress_lifecycle.go` MarkLoadBalancerReady; nothing takes it away).
 */
function ingressOf({ service, route, kIngress, confirmedIngress }: RouteObjects): IngressServing {
  const ofRoute = findCondition(route?.status?.conditions, 'IngressReady');
  const own = findCondition(kIngress?.status?.conditions, 'Ready');
  const words = own?.message || own?.reason || ofRoute?.message || ofRoute?.reason || '';
  if (kIngress !== undefined) {
    if (isConfirmed(kIngress)) return { ingress: 'ready', words: '', isSplitKnown: true };
    const isSplitKnown = confirmedIngress !== undefined;
    // Ready of an older generation: the gateways still do what was asked for then.
    if (own?.status === 'True') {
      return { ingress: 'wasReady', words: 'it has not taken the last change in', isSplitKnown };
    }
    const { publicLoadBalancer, privateLoadBalancer } = kIngress.status ?? {};
    const wasReady = isSplitKnown || publicLoadBalancer !== undefined || privateLoadBalancer !== undefined;
    return wasReady
      ? { ingress: 'wasReady', words, isSplitKnown }
      : { ingress: 'never', words, isSplitKnown: true };
  }
  const ready =
    ofRoute ??
    findCondition(service.status?.conditions, 'RoutesReady') ??
    findCondition(service.status?.conditions, 'Ready');
  if (ready?.status === 'True' || ready?.reason === 'RolloutInProgress') {
    return { ingress: 'ready', words: '', isSplitKnown: true };
  }
  return { ingress: 'unknown', words, isSplitKnown: true };
}
