import { LABEL } from '#lib/knative/labels.ts';
import type { Pod } from '#lib/knative/types.ts';
import type { PodView } from '#lib/view/types.ts';

/** Waiting reasons that do not heal by waiting (kubelet `pkg/kubelet/images/types.go`, `container/sync_result.go`). */
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

/** projectPod makes the view of a pod; `phase` follows Knative's own counting (`pkg/resources/pods.go`). */
export function projectPod(pod: Pod): PodView {
  const { phase, reason, message } = podState(pod);
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    revisionName: pod.metadata.labels?.[LABEL.revision] ?? '',
    phase,
    reason,
    message,
    restarts: (pod.status?.containerStatuses ?? []).reduce((sum, it) => sum + it.restartCount, 0),
    createdAt: pod.metadata.creationTimestamp,
  };
}

/** podState returns where a pod is, and why it is not ready; both texts are empty when it is. */
export function podState(pod: Pod): Pick<PodView, 'phase' | 'reason' | 'message'> {
  const { status } = pod;
  if (pod.metadata.deletionTimestamp !== undefined) return { phase: 'terminating', reason: '', message: '' };
  if (status?.phase === 'Running' && conditionStatus(pod, 'Ready') === 'True') {
    return { phase: 'ready', reason: '', message: '' };
  }
  const trouble = troubleOf(pod);
  const texts = { reason: trouble?.reason ?? '', message: trouble?.message ?? '' };
  if (trouble?.hopeless === true || status?.phase === 'Failed') return { phase: 'failed', ...texts };
  return { phase: status?.phase === 'Running' ? 'notReady' : 'starting', ...texts };
}

/** isReadyPod reports whether a pod counts as ready; one that is being deleted does not. */
export function isReadyPod(pod: Pod): boolean {
  return podState(pod).phase === 'ready';
}

interface Trouble {
  reason: string;
  message: string;
  hopeless: boolean;
}

function troubleOf(pod: Pod): Trouble | undefined {
  for (const container of pod.status?.containerStatuses ?? []) {
    const { waiting, terminated } = container.state ?? {};
    const exitCode = terminated?.exitCode ?? container.lastState?.terminated?.exitCode;
    const exit = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
    if (waiting?.reason !== undefined && HOPELESS.has(waiting.reason)) {
      const withExit = waiting.reason === 'CrashLoopBackOff' ? `${waiting.reason}${exit}` : waiting.reason;
      const message = container.lastState?.terminated?.message ?? waiting.message ?? '';
      return { reason: withExit, message, hopeless: true };
    }
    if (terminated !== undefined && terminated.exitCode !== 0) {
      const reason = `${terminated.reason ?? 'Error'}${exit}`;
      return { reason, message: terminated.message ?? '', hopeless: true };
    }
  }
  if (pod.status?.phase === 'Failed') {
    return { reason: pod.status.reason ?? 'Failed', message: pod.status.message ?? '', hopeless: true };
  }
  const scheduled = pod.status?.conditions?.find((it) => it.type === 'PodScheduled' && it.status === 'False');
  if (scheduled !== undefined) {
    return { reason: scheduled.reason ?? '', message: scheduled.message ?? '', hopeless: false };
  }
  const waiting = pod.status?.containerStatuses?.find((it) => it.state?.waiting !== undefined)?.state
    ?.waiting;
  return waiting === undefined
    ? undefined
    : { reason: waiting.reason ?? '', message: waiting.message ?? '', hopeless: false };
}

function conditionStatus(pod: Pod, type: string): string | undefined {
  return pod.status?.conditions?.find((it) => it.type === type)?.status;
}
