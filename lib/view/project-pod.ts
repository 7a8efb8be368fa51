import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedPod } from '#lib/knative/trimmed.ts';
import type { ContainerStatus } from '#lib/knative/types.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import type { PodView } from '#lib/view/models/pod.ts';

/** Waiting reasons that do not resolve by waiting (kubelet `pkg/kubelet/images/types.go`, `container/sync_result.go`). */
const HOPELESS = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Reason of a pod whose node does not respond. */
export const NODE_LOST = 'NodeLost';

/** Knative's sidecar container in every pod of a revision (`pkg/queue`). */
const QUEUE_PROXY = 'queue-proxy';

/** projectPod returns the view of a pod; `phase` follows Knative's own count (`pkg/resources/pods.go`). */
export function projectPod(pod: TrimmedPod): PodView {
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    revisionName: pod.metadata.labels?.[LABEL.revision] ?? '',
    ...podState(pod),
    restarts: (pod.status?.containerStatuses ?? []).reduce((sum, status) => sum + status.restartCount, 0),
    createdAt: pod.metadata.creationTimestamp,
  };
}

/** Phase of a pod, and why it is not ready. */
export type PodState = Pick<PodView, 'phase' | 'reason' | 'message' | 'container'>;

/** podState returns a pod's phase, and why it is not ready; the texts are empty when it is. */
export function podState(pod: TrimmedPod): PodState {
  const { status } = pod;
  if (pod.metadata.deletionTimestamp !== undefined) return without('terminating');
  if (status?.phase === 'Running' && readyOf(pod)?.status === 'True') return without('ready');
  const trouble = troubleOf(pod);
  const { reason = '', message = '', container = null } = trouble ?? {};
  const texts = { reason, message, container };
  if (trouble?.hopeless === true || status?.phase === 'Failed') return { phase: 'failed', ...texts };
  const starts = status?.phase === undefined || status.phase === 'Pending';
  return { phase: starts ? 'starting' : 'notReady', ...texts };
}

/** isReadyPod reports whether a pod counts as ready; one that is being deleted does not. */
export function isReadyPod(pod: TrimmedPod): boolean {
  return podState(pod).phase === 'ready';
}

function without(phase: PodView['phase']): PodState {
  return { phase, reason: '', message: '', container: null };
}

interface Trouble {
  reason: string;
  message: string;
  container?: string | null;
  hopeless: boolean;
}

function troubleOf(pod: TrimmedPod): Trouble | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const statuses = [...initContainerStatuses, ...containerStatuses];
  // Name the container only when there are several.
  const isAlone = statuses.filter(({ name }) => name !== QUEUE_PROXY).length < 2;
  for (const status of statuses) {
    const trouble = containerTrouble(status);
    if (trouble !== undefined) return { ...trouble, container: isAlone ? null : status.name };
  }
  if (pod.status?.phase === 'Failed') {
    return { reason: pod.status.reason ?? 'Failed', message: pod.status.message ?? '', hopeless: true };
  }
  const scheduled = pod.status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.status === 'False',
  );
  if (scheduled !== undefined) {
    return { reason: scheduled.reason ?? '', message: scheduled.message ?? '', hopeless: false };
  }
  if (isLost(pod)) {
    const message = pod.status?.message ?? readyOf(pod)?.message ?? '';
    return { reason: NODE_LOST, message, hopeless: false };
  }
  if (pod.status?.phase === 'Succeeded') return { reason: 'Completed', message: '', hopeless: false };
  const waiting = statuses.find((status) => status.state?.waiting !== undefined)?.state?.waiting;
  return waiting === undefined
    ? undefined
    : { reason: waiting.reason ?? '', message: waiting.message ?? '', hopeless: false };
}

/** isLost reports whether the pod's node has stopped reporting it (kubernetes `pkg/util/node`, node lifecycle controller). */
function isLost(pod: TrimmedPod): boolean {
  const { phase, reason } = pod.status ?? {};
  return phase === 'Unknown' || reason === NODE_LOST || readyOf(pod)?.status === 'Unknown';
}

/** containerTrouble returns a container's problem that waiting does not resolve; undefined when there is none. */
function containerTrouble({ state, lastState }: ContainerStatus): Trouble | undefined {
  const { waiting, terminated } = state ?? {};
  const last = lastState?.terminated;
  if (waiting?.reason !== undefined && HOPELESS.has(waiting.reason)) {
    const message = last?.message ?? waiting.message ?? '';
    const reason = waiting.reason === 'CrashLoopBackOff' ? waiting.reason + exitWords(last) : waiting.reason;
    return { reason, message, hopeless: true };
  }
  if (terminated === undefined || terminated.exitCode === 0) return undefined;
  const exit = terminated.exitCode === undefined ? '' : ` (exit code ${terminated.exitCode})`;
  return {
    reason: `${terminated.reason ?? 'Error'}${exit}`,
    message: terminated.message ?? '',
    hopeless: true,
  };
}

/** exitWords omits `Error`, kubelet's reason for any exit without a specific one: it adds nothing. */
function exitWords(last: { reason?: string; exitCode?: number } | undefined): string {
  if (last?.exitCode === undefined) return '';
  const named = last.reason === undefined || last.reason === 'Error' ? '' : `${last.reason}, `;
  return ` (${named}exit code ${last.exitCode})`;
}

function readyOf(pod: TrimmedPod): Condition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === 'Ready');
}
