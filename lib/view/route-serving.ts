import { findCondition } from '#lib/knative/conditions.ts';
import type { TrimmedKIngress } from '#lib/knative/trimmed.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { RouteServing } from '#lib/traffic/harm.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

type RouteObjects = Pick<ServiceObjects, 'service' | 'route' | 'kIngress' | 'confirmedIngress' | 'unread'>;
type IngressServing = Omit<RouteServing, 'accepted'>;

/** routeServing returns whether requests reach the revisions of a Service, from its Route and KIngress. */
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
 * isConfirmed reports whether the gateways route what a KIngress requests, according to its controller: it is Ready for this generation
 * (knative/networking v1.23 `ingress_lifecycle.go` IsReady).
 */
export function isConfirmed({ metadata, status }: TrimmedKIngress): boolean {
  const { generation } = metadata;
  const observed = status?.observedGeneration ?? generation;
  return (
    findCondition(status?.conditions, 'Ready')?.status === 'True' && observed === (generation ?? observed)
  );
}

/** verdictOf treats Unknown like an absent condition: no verdict. */
function verdictOf(condition: Condition | undefined): boolean | null {
  if (condition === undefined || condition.status === 'Unknown') return null;
  return condition.status === 'True';
}

/**
 * absenceOf returns which object is missing although its kind is listed: without a Route and its KIngress no gateway knows the Service.
 * Until Knative has reported them ready, this is not yet a failure. Null when both exist, or when that is unknown.
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
  // A Route that does not accept the traffic gets no KIngress; its own message then shows why.
  const assigned = findCondition(route?.status?.conditions, 'AllTrafficAssigned') ?? routes;
  const isRefused = assigned?.status === 'False' || ofRoute?.status === 'False';
  return { ...absent, accepted: isRefused ? false : null, words: '' };
}

/** isNotOwned reports whether an object with that name exists and belongs to someone else; what it routes is unknown. */
function isNotOwned(condition: Condition | undefined): boolean {
  return condition?.status === 'False' && condition.reason === 'NotOwned';
}

/**
 * ingressOf prefers the KIngress to the Route, whose condition also turns Unknown during a rollout. A load balancer in the KIngress status
 * means that it was ready once (knative/networking v1.23 `ingress_lifecycle.go` MarkLoadBalancerReady; nothing removes it).
 */
function ingressOf({ service, route, kIngress, confirmedIngress }: RouteObjects): IngressServing {
  const ofRoute = findCondition(route?.status?.conditions, 'IngressReady');
  const own = findCondition(kIngress?.status?.conditions, 'Ready');
  const words = own?.message || own?.reason || ofRoute?.message || ofRoute?.reason || '';
  if (kIngress !== undefined) {
    if (isConfirmed(kIngress)) return { ingress: 'ready', words: '', isSplitKnown: true };
    const isSplitKnown = confirmedIngress !== undefined;
    // Ready for an older generation: the gateways still route what was requested then.
    if (own?.status === 'True') {
      return { ingress: 'wasReady', words: 'it has not picked up the last change', isSplitKnown };
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
