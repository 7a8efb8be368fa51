import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import type { KIngress } from '#lib/knative/types.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { controlledBy } from '#simulator/controllers/controller.ts';
import { ensure, isTerminating, remove, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { virtualServicesFor } from '#simulator/knative/networking/virtual-services.ts';
import { ConditionSet } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';

const PUBLIC_GATEWAY = 'istio-ingressgateway.istio-system.svc.cluster.local';
/** The target of placeholder Services once the load balancer is ready. */
export const LOCAL_GATEWAY = 'knative-local-gateway.istio-system.svc.cluster.local';
const SOURCE = { component: 'istio-ingress-controller' };

/** The annotation of a Service, Route or DomainMapping that determines its KIngress's outcome: `ok`, `pending` or `fail`. */
const INGRESS_ANNOTATION = 'simulator.sluice.dev/ingress';

const REFUSED = { reason: 'ReconcileFailed', message: 'the gateway rejected the configuration' };
const UNTOUCHED = { reason: 'NewObservedGenFailure', message: 'unsuccessfully observed a new generation' };

/**
 * kIngressController simulates net-istio: it writes a KIngress's VirtualServices, and marks the KIngress ready a moment later, when the
 * gateways would serve the new generation.
 */
export function kIngressController(): Controller<KIngress> {
  const programmedAt = new Map<string, { generation: number; at: number }>();
  return {
    name: 'istio-ingress-controller',
    type: KNATIVE.kIngress,
    latencyMs: 30,
    watches: [{ type: INGRESS_IMPLEMENTATION.virtualService, concerns: controlledBy(KNATIVE.kIngress) }],
    reconcile(context, object) {
      if (isTerminating(object)) return undefined;
      const { uid, generation = 1 } = object.metadata;
      const now = context.clock.now();
      const { status } = object;
      const conditions = new ConditionSet(
        ['NetworkConfigured', 'LoadBalancerReady'],
        status?.conditions,
        now,
      );
      const fate = object.metadata.annotations?.[INGRESS_ANNOTATION];
      if (fate === 'pending' || fate === 'fail') {
        if (fate === 'fail') conditions.markFalse('LoadBalancerReady', REFUSED.reason, REFUSED.message);
        else if (status?.observedGeneration !== generation) conditions.setReady('Unknown', UNTOUCHED);
        const next = { ...status, observedGeneration: generation, conditions: conditions.list() };
        writeStatus(context, KNATIVE.kIngress, object, next, WRITER.ingress);
        return undefined;
      }
      ensureVirtualServices(context, object);
      conditions.markTrue('NetworkConfigured');
      const known = programmedAt.get(uid);
      const isSettled = status?.observedGeneration === generation && conditions.is('Ready', 'True');
      if (!isSettled && known?.generation !== generation) {
        programmedAt.set(uid, { generation, at: now + context.settings.loadBalancerMs });
      }
      const waitMs = (programmedAt.get(uid)?.at ?? now) - now;
      if (waitMs <= 0 || isSettled) {
        conditions.markTrue('LoadBalancerReady');
        programmedAt.delete(uid);
      } else {
        const message = 'Waiting for load balancer to be ready';
        conditions.markUnknown('LoadBalancerReady', 'Uninitialized', message);
      }
      writeStatus(
        context,
        KNATIVE.kIngress,
        object,
        {
          ...status,
          ...(conditions.is('LoadBalancerReady', 'True') ? LOAD_BALANCERS : {}),
          observedGeneration: generation,
          conditions: conditions.list(),
        },
        WRITER.ingress,
      );
      return waitMs > 0 && !isSettled ? waitMs : undefined;
    },
  };
}

const LOAD_BALANCERS = {
  publicLoadBalancer: { ingress: [{ domainInternal: PUBLIC_GATEWAY }] },
  privateLoadBalancer: { ingress: [{ domainInternal: LOCAL_GATEWAY }] },
};

function ensureVirtualServices(context: Context, object: StoredObject): void {
  const drafts = virtualServicesFor(object);
  for (const draft of drafts) {
    const { name, namespace } = draft.metadata;
    const found = context.store.get(INGRESS_IMPLEMENTATION.virtualService, namespace, name);
    ensure(context, INGRESS_IMPLEMENTATION.virtualService, draft, WRITER.ingress, 'exact');
    if (found !== undefined) continue;
    context.events.normal(SOURCE, object, 'Created', `Created VirtualService "${namespace}/${name}"`);
  }
  const draftNames = drafts.map(({ metadata }) => metadata.name);
  for (const { type, object: owned } of context.store.ownedBy(object.metadata.uid)) {
    const isLeft = type.kind === 'VirtualService' && !draftNames.includes(owned.metadata.name);
    if (isLeft) remove(context, type, owned, WRITER.ingress);
  }
}
