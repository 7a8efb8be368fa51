import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedPod } from '#lib/knative/trimmed.ts';
import type { ContainerStatus, Pod } from '#lib/knative/types.ts';
import type { Condition, OwnerReference } from '#lib/kubernetes/object.ts';
import { pick } from '#server/kubernetes/trim-metadata.ts';

type PodStatus = NonNullable<Pod['status']>;

const LABELS = [LABEL.service, LABEL.revision, LABEL.configuration];
/** Most pods are ready, have containers with the same names, and share one status. Cleared when it fills up with unusual ones. */
const readyStatuses = new Map<string, PodStatus>();
const MAX_READY_STATUSES = 1_000;

/**
 * trimPod keeps where a pod belongs (the labels that lead to its revision, its owner) and its state as reported by the kubelet: phase, the
 * conditions Ready and (if False) PodScheduled, the containers' states without their times. No spec. For a pod that is not ready it keeps
 * since when.
 */
export function trimPod(pod: Pod): TrimmedPod {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } =
    pod.metadata;
  const { ownerReferences } = pod.metadata;
  const { status } = pod;
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion,
      creationTimestamp,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      labels: pick(labels, LABELS),
      ...(ownerReferences === undefined ? {} : { ownerReferences: ownerReferences.map(trimOwner) }),
    },
    ...(status === undefined ? {} : { status: trimStatus(status) }),
  };
}

function trimStatus(status: PodStatus): PodStatus {
  const { phase, reason, message, conditions, containerStatuses, initContainerStatuses } = status;
  const trimmed: PodStatus = {
    ...(phase === undefined ? {} : { phase }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    conditions: trimConditions(conditions ?? []),
    ...(containerStatuses === undefined ? {} : { containerStatuses: containerStatuses.map(trimContainer) }),
    ...(initContainerStatuses === undefined
      ? {}
      : { initContainerStatuses: initContainerStatuses.map(trimContainer) }),
  };
  return trimmed.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
    ? share(trimmed)
    : trimmed;
}

function share(status: PodStatus): PodStatus {
  const key = JSON.stringify(status);
  const shared = readyStatuses.get(key);
  if (shared !== undefined) return shared;
  if (readyStatuses.size >= MAX_READY_STATUSES) readyStatuses.clear();
  readyStatuses.set(key, status);
  return status;
}

function trimOwner({ apiVersion, kind, name, uid, controller }: OwnerReference): OwnerReference {
  return controller === undefined
    ? { apiVersion, kind, name, uid }
    : { apiVersion, kind, name, uid, controller };
}

function trimConditions(conditions: readonly Condition[]): Condition[] {
  const kept = conditions.filter(
    ({ type, status }) => type === 'Ready' || (type === 'PodScheduled' && status === 'False'),
  );
  return kept.map(({ type, status, reason, message, lastTransitionTime }) => ({
    type,
    status,
    ...(status === 'True' || lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }));
}

const RUNNING = { running: {} };

function trimContainer({ name, ready, restartCount, state, lastState }: ContainerStatus): ContainerStatus {
  const terminated = lastState?.terminated;
  return {
    name,
    ready,
    restartCount,
    ...(state === undefined ? {} : { state: trimState(state) }),
    ...(terminated === undefined ? {} : { lastState: { terminated: trimTerminated(terminated) } }),
  };
}

function trimState(state: NonNullable<ContainerStatus['state']>): NonNullable<ContainerStatus['state']> {
  if (state.running !== undefined) return RUNNING;
  if (state.terminated !== undefined) return { terminated: trimTerminated(state.terminated) };
  return state;
}

function trimTerminated<T extends { reason?: string; message?: string; exitCode?: number }>({
  reason,
  message,
  exitCode,
}: T): Pick<T, 'reason' | 'message' | 'exitCode'> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}
