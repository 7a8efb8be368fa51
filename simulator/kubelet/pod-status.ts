import type { Pod } from '#lib/knative/types.ts';
import type { Condition } from '#lib/kubernetes/object.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';

type PodStatus = NonNullable<Pod['status']>;
type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];

/** What a kubelet knows about a container: its state, the state of its last run, and its restart count. */
export type ContainerRun = Pick<ContainerStatus, 'ready' | 'state' | 'lastState' | 'restartCount'>;

const ADMITTED = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

/** podConditions keeps the times of unchanged conditions; a condition that is not `true` has a reason and a message. */
function podConditions(
  before: readonly Condition[] | undefined,
  desired: Record<string, true | { reason: string; message: string }>,
  now: number,
): Condition[] {
  return ADMITTED.filter((type) => desired[type] !== undefined).map((type) => {
    const value = desired[type];
    const status = value === true ? 'True' : 'False';
    const old = before?.find((condition) => condition.type === type);
    return {
      type,
      status,
      ...(value === true || value === undefined ? {} : value),
      lastProbeTime: null,
      lastTransitionTime:
        old?.status === status && old.lastTransitionTime !== undefined
          ? old.lastTransitionTime
          : formatTime(now),
    } as Condition;
  });
}

const notReady = (names: string[]): { reason: string; message: string } => ({
  reason: 'ContainersNotReady',
  message: `containers with unready status: [${names.join(' ')}]`,
});

/** unschedulableStatus returns the status of a pod for which the scheduler found no node. */
export function unschedulableStatus(pod: Pod, message: string, now: number): Record<string, unknown> {
  const conditions = podConditions(
    pod.status?.conditions,
    { PodScheduled: { reason: 'Unschedulable', message } },
    now,
  );
  return { ...pod.status, phase: 'Pending', conditions };
}

/** scheduledStatus returns the status of a pod that has a node and nothing else yet. */
export function scheduledStatus(pod: Pod, now: number): Record<string, unknown> {
  const conditions = podConditions(pod.status?.conditions, { PodScheduled: true }, now);
  return { ...pod.status, phase: 'Pending', conditions };
}

/** Where a pod runs. */
export interface PodPlace {
  hostIP: string;
  podIP: string;
}

/** containersStatus returns the status of a pod on a node, from the runs of its containers in order. */
export function containersStatus(
  pod: Pod,
  runs: readonly ContainerRun[],
  place: PodPlace,
  now: number,
): Record<string, unknown> {
  const containers = pod.spec?.containers ?? [];
  const containerStatuses = containers.map((container, index) => {
    const run = runs[index] ?? { ready: false, restartCount: 0 };
    const isRunning = run.state?.running !== undefined;
    return {
      name: container.name ?? '',
      image: container.image,
      imageID: isRunning || run.restartCount > 0 ? container.image : '',
      lastState: run.lastState ?? {},
      ready: run.ready,
      restartCount: run.restartCount,
      started: isRunning,
      state: run.state ?? { waiting: { reason: 'ContainerCreating' } },
    };
  });
  const unready = containerStatuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const isStarted = containerStatuses.some(({ started }) => started);
  const readiness = unready.length === 0 ? true : notReady(unready);
  const conditions = podConditions(
    pod.status?.conditions,
    {
      PodReadyToStartContainers: true,
      Initialized: true,
      Ready: readiness,
      ContainersReady: readiness,
      PodScheduled: true,
    },
    now,
  );
  return {
    ...pod.status,
    phase: isStarted || runs.some(({ restartCount }) => restartCount > 0) ? 'Running' : 'Pending',
    conditions,
    hostIP: place.hostIP,
    hostIPs: [{ ip: place.hostIP }],
    podIP: place.podIP,
    podIPs: [{ ip: place.podIP }],
    startTime: pod.status?.startTime ?? formatTime(now),
    ...initContainersStatus(pod, now),
    containerStatuses,
  };
}

/** initContainersStatus reports all init containers as completed immediately and without errors. */
function initContainersStatus(pod: Pod, now: number): object {
  const { initContainers = [] } = (pod.spec ?? {}) as { initContainers?: { name?: string; image: string }[] };
  const before = (pod.status as { initContainerStatuses?: unknown } | undefined)?.initContainerStatuses;
  if (initContainers.length === 0) return {};
  if (before !== undefined) return { initContainerStatuses: before };
  const at = formatTime(now);
  const terminated = { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at };
  const run = { lastState: {}, ready: true, restartCount: 0, started: false, state: { terminated } };
  return {
    initContainerStatuses: initContainers.map(({ name = '', image }) => ({
      name,
      image,
      imageID: image,
      ...run,
    })),
  };
}
