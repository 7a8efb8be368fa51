import type { Pod } from '#lib/knative/types.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { Context } from '#simulator/controllers/context.ts';
import type { Controller } from '#simulator/controllers/controller.ts';
import { isTerminating, writeStatus } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { nodeFacts, placeOf } from '#simulator/kubelet/node-facts.ts';
import { behaviourOf } from '#simulator/kubelet/pod-behaviour.ts';
import type { StepEvent } from '#simulator/kubelet/pod-step.ts';
import { nextStep } from '#simulator/kubelet/pod-steps.ts';

/** Scheduler and kubelets combined: takes each pod through its lifecycle, according to its behavior annotation. */
export function kubelet(): Controller<Pod> {
  const waits = new Map<string, { from: string; at: number }>();
  const pulled = new Set<string>();
  return {
    name: 'kubelet',
    type: KUBERNETES.pod,
    latencyMs: 0,
    watches: [],
    reconcile(context, pod) {
      const { uid } = pod.metadata;
      const node = nodeFacts(pod, context.settings.nodes, pulled);
      const step = isTerminating(pod)
        ? undefined
        : nextStep(pod, behaviourOf(pod.metadata.annotations), node);
      if (step === undefined) {
        waits.delete(uid);
        return undefined;
      }
      const now = context.clock.now();
      const wait = waits.get(uid);
      if (wait?.from !== step.from) {
        waits.set(uid, { from: step.from, at: now + step.afterMs });
        return step.afterMs;
      }
      if (now < wait.at) return wait.at - now;
      waits.delete(uid);
      const { status, bind, events } = step.take(now);
      const bound = bind === true ? bindPod(context, pod, node.nodeName) : pod;
      const written = writeStatus(context, KUBERNETES.pod, bound, status, WRITER.kubelet);
      for (const event of events) tell(context, written, event, node.nodeName);
      if (events.some(({ reason }) => reason === 'Pulled')) pulled.add(placeOf(pod, node.nodeName));
      return undefined;
    },
  };
}

function bindPod(context: Context, pod: Stored<Pod>, nodeName: string): Stored<Pod> {
  return context.store.update(KUBERNETES.pod, { ...pod, spec: { ...pod.spec, nodeName } }, WRITER.kubelet);
}

function tell(context: Context, pod: Stored<Pod>, event: StepEvent, node: string): void {
  const source =
    event.scheduler === true ? { component: 'default-scheduler' } : { component: 'kubelet', host: node };
  const { reason, message } = event;
  if (event.type === 'Normal') context.events.normal(source, pod, reason, message);
  else context.events.warning(source, pod, reason, message);
}
