import type { ContainerRun, StoredObject } from '#simulator/apimachinery/contract.ts';
import { badRequest } from '#simulator/apimachinery/status-errors.ts';
import { at, listAt, numberAt, textAt } from '#simulator/print/table.ts';

/**
 * chooseContainer returns the name of the container that a request refers to: the named one, or the only one. Throws BadRequest with the
 * message of kubernetes v1.35 `pkg/registry/core/pod/strategy.go` validateContainer.
 */
export function chooseContainer(pod: StoredObject, requested: string): string {
  const { name } = pod.metadata;
  const containers = namesIn(pod, 'containers');
  const names = [...namesIn(pod, 'initContainers'), ...containers, ...namesIn(pod, 'ephemeralContainers')];
  if (requested !== '') {
    if (names.includes(requested)) return requested;
    throw badRequest(`container ${requested} is not valid for pod ${name}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return only;
  const choice = containers.length === 0 ? '' : `, choose one of: [${names.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${name}${choice}`);
}

const namesIn = (pod: StoredObject, field: string): string[] =>
  listAt(pod, 'spec', field).map((container) => textAt(container, 'name'));

const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/**
 * runOf returns the container run whose log is requested. Throws BadRequest when there is none yet, with the kubelet's message (v1.35
 * `pkg/kubelet/kubelet_pods.go` validateContainerLogStatus).
 */
export function runOf(pod: StoredObject, container: string, previous: boolean): ContainerRun {
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  const status = statusOf(pod, container);
  if (status === undefined) throw badRequest(`${where} is not available`);
  const [last] = endedRuns(pod, container, ['lastState']);
  if (previous) {
    if (last === undefined) throw badRequest(`previous terminated ${where} not found`);
    return last;
  }
  const running = at(status, 'state', 'running');
  if (running !== undefined) return { container, startedAt: timeAt(pod, running, 'startedAt') };
  const [newest] = endedRuns(pod, container);
  if (newest !== undefined) return newest;
  const reason = textAt(status, 'state', 'waiting', 'reason');
  if (reason === '') throw badRequest(`${where} is waiting to start - no logs yet`);
  throw badRequest(`${where} is waiting to start: ${FAILED_PULLS[reason] ?? reason}`);
}

function statusOf(pod: StoredObject, container: string): unknown {
  const statuses = STATUSES.flatMap((field) => listAt(pod, 'status', field));
  return statuses.find((status) => textAt(status, 'name') === container);
}

/** endedRuns returns a container's finished runs that its status reports, newest first. */
export function endedRuns(
  pod: StoredObject,
  container: string,
  states: readonly string[] = ['state', 'lastState'],
): Required<ContainerRun>[] {
  const status = statusOf(pod, container);
  return states.flatMap((state) => {
    const terminated = at(status, state, 'terminated');
    return terminated === undefined ? [] : [ended(pod, container, terminated)];
  });
}

const FAILED_PULLS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

function ended(pod: StoredObject, container: string, terminated: unknown): Required<ContainerRun> {
  const startedAt = timeAt(pod, terminated, 'startedAt');
  // Up to the end of the second in the status: no line is logged after it.
  const finishedAt = timeAt(pod, terminated, 'finishedAt') + 999;
  return {
    container,
    startedAt,
    end: {
      at: Math.max(startedAt, finishedAt),
      exitCode: numberAt(terminated, 'exitCode'),
      lastWords: textAt(terminated, 'message'),
    },
  };
}

/** timeAt returns a time of a container state; the pod's creation time when the state has none. */
function timeAt(pod: StoredObject, state: unknown, field: string): number {
  const time = Date.parse(textAt(state, field));
  return Number.isNaN(time) ? Date.parse(pod.metadata.creationTimestamp) : time;
}
