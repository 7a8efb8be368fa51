import { findCondition } from '#lib/knative/conditions.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { RouteServing } from '#lib/traffic/harm.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/** routeServing tells whether requests reach the revisions of a Service, from its Route and KIngress. */
export function routeServing(objects: Pick<ServiceObjects, 'service' | 'route' | 'kIngress'>): RouteServing {
  const { service, route } = objects;
  const assigned = findCondition(route?.status?.conditions, 'AllTrafficAssigned');
  const ready = findCondition(service.status?.conditions, 'Ready');
  const accepted = assigned === undefined ? (ready?.status === 'Unknown' ? undefined : ready) : assigned;
  return { accepted: verdictOf(accepted), ...ingressOf(objects) };
}

/** Unknown, like absent, is no verdict. */
function verdictOf(condition: Condition | undefined): boolean | null {
  if (condition === undefined || condition.status === 'Unknown') return null;
  return condition.status === 'True';
}

/**
 * The KIngress before the Route, whose condition also turns Unknown while a rollout runs. A load balancer in its status means that
 * it was ready once (knative/networking v1.23 `ingress_lifecycle.go` MarkLoadBalancerReady; nothing takes it away).
 */
function ingressOf({
  service,
  route,
  kIngress,
}: Pick<ServiceObjects, 'service' | 'route' | 'kIngress'>): Pick<RouteServing, 'ingress' | 'words'> {
  const ofRoute = findCondition(route?.status?.conditions, 'IngressReady');
  const own = findCondition(kIngress?.status?.conditions, 'Ready');
  const words = own?.message || own?.reason || ofRoute?.message || ofRoute?.reason || '';
  if (kIngress !== undefined) {
    const { observedGeneration: observed, publicLoadBalancer, privateLoadBalancer } = kIngress.status ?? {};
    // Ready of an older generation: the gateways still do what was asked for then.
    const isOld = observed !== undefined && observed !== (kIngress.metadata.generation ?? observed);
    if (own?.status === 'True') {
      return isOld
        ? { ingress: 'wasReady', words: 'it has not taken the last change in' }
        : { ingress: 'ready', words: '' };
    }
    const wasReady = publicLoadBalancer !== undefined || privateLoadBalancer !== undefined;
    return { ingress: wasReady ? 'wasReady' : 'never', words };
  }
  const ready =
    ofRoute ??
    findCondition(service.status?.conditions, 'RoutesReady') ??
    findCondition(service.status?.conditions, 'Ready');
  if (ready?.status === 'True' || ready?.reason === 'RolloutInProgress') {
    return { ingress: 'ready', words: '' };
  }
  return { ingress: 'unknown', words };
}
