import type { Pod } from '#lib/knative/types.ts';
import { sha256 } from '#simulator/controllers/names.ts';
import { hostIpOf, podRangeOf } from '#simulator/kubelet/nodes.ts';
import type { NodeFacts } from '#simulator/kubelet/pod-step.ts';

const LEAST_PULL_MS = 500;
const PULL_RANGE_MS = 700;

/** placeOf returns a key for an image on a node, which records that it was pulled there. */
export function placeOf(pod: Pod, node: string): string {
  return `${node} ${pod.spec?.containers?.[0]?.image ?? ''}`;
}

/** nodeFacts derives a pod's facts from its uid and node; `pulled` holds keys from placeOf. */
export function nodeFacts(pod: Pod, nodes: readonly string[], pulled: ReadonlySet<string>): NodeFacts {
  const seed = Number.parseInt(sha256(pod.metadata.uid).slice(0, 12), 16);
  const index = Math.max(0, nodes.indexOf(pod.spec?.nodeName ?? nodes[seed % nodes.length] ?? ''));
  const nodeName = nodes[index] ?? '';
  const isPresent = pulled.has(placeOf(pod, nodeName));
  return {
    nodeName,
    hostIP: hostIpOf(index),
    podIP: `10.244.${podRangeOf(index) + ((seed >> 8) & 63)}.${2 + ((seed >>> 0) % 250)}`,
    pullMs: isPresent ? 0 : LEAST_PULL_MS + (seed % PULL_RANGE_MS),
  };
}
