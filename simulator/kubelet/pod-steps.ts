import type { Pod } from '#lib/knative/types.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type { PodBehaviour } from '#simulator/kubelet/pod-behaviour.ts';
import {
  type ContainerRun,
  containersStatus,
  scheduledStatus,
  unschedulableStatus,
} from '#simulator/kubelet/pod-status.ts';
import type { NodeFacts, PodStep, StepEvent } from '#simulator/kubelet/pod-step.ts';

const SCHEDULE_MS = 5;
const CREATE_MS = 30;
const START_MS = 600;
const PRESENT_MS = 10;
const RUN_BEFORE_CRASH_MS = 1500;
const REPORT_CRASH_MS = 500;
const FIRST_BACK_OFF_MS = 10_000;
const LONGEST_BACK_OFF_MS = 300_000;

const backOff = (failures: number): number =>
  Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.max(0, failures - 1));

/** nextStep returns a pod's next step, according to its behavior; undefined when there is none. */
export function nextStep(pod: Pod, behaviour: PodBehaviour, node: NodeFacts): PodStep | undefined {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled === undefined) return schedule(pod, behaviour, node);
  if (scheduled.status === 'False') return undefined;
  const user = pod.status?.containerStatuses?.[0];
  if (user === undefined) return createContainers(pod, node);
  if (user.state?.waiting !== undefined) return afterWaiting(pod, behaviour, node, user);
  if (user.state?.terminated !== undefined) return reportCrash(pod, node, user);
  return afterStart(pod, behaviour, node, user);
}

function schedule(pod: Pod, behaviour: PodBehaviour, node: NodeFacts): PodStep {
  const { namespace = '', name } = pod.metadata;
  if (behaviour.type === 'unschedulable') {
    const message =
      '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.';
    return {
      from: 'new',
      afterMs: SCHEDULE_MS,
      take: (now) => ({
        status: unschedulableStatus(pod, message, now),
        events: [{ type: 'Warning', reason: 'FailedScheduling', message, scheduler: true }],
      }),
    };
  }
  const message = `Successfully assigned ${namespace}/${name} to ${node.nodeName}`;
  return {
    from: 'new',
    afterMs: SCHEDULE_MS,
    take: (now) => ({
      status: scheduledStatus(pod, now),
      bind: true,
      events: [{ type: 'Normal', reason: 'Scheduled', message, scheduler: true }],
    }),
  };
}

/** withRuns sets the runs of all containers: queue-proxy is the last one, the user's containers come before it. */
function withRuns(pod: Pod, node: NodeFacts, user: ContainerRun, queue: ContainerRun, now: number) {
  const count = pod.spec?.containers?.length ?? 0;
  const runs = Array.from({ length: count }, (_, index) => (index === count - 1 ? queue : user));
  return containersStatus(pod, runs, node, now);
}

const CREATING: ContainerRun = {
  ready: false,
  restartCount: 0,
  state: { waiting: { reason: 'ContainerCreating' } },
};

const imageOf = (pod: Pod): string => pod.spec?.containers?.[0]?.image ?? '';
const userNameOf = (pod: Pod): string => pod.spec?.containers?.[0]?.name ?? 'user-container';

function createContainers(pod: Pod, node: NodeFacts): PodStep {
  const isPulled = node.pullMs > 0;
  const pulling: StepEvent = {
    type: 'Normal',
    reason: 'Pulling',
    message: `Pulling image "${imageOf(pod)}"`,
  };
  return {
    from: 'scheduled',
    afterMs: CREATE_MS,
    take: (now) => ({
      status: withRuns(pod, node, CREATING, CREATING, now),
      events: isPulled ? [pulling] : [],
    }),
  };
}

type UserStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

function running(now: number, restartCount: number, ready: boolean): ContainerRun {
  return { ready, restartCount, state: { running: { startedAt: formatTime(now) } } };
}

function startedEvents(pod: Pod, node: NodeFacts): StepEvent[] {
  const image = imageOf(pod);
  const seconds = `${(node.pullMs / 1000).toFixed(3).replace(/\.?0+$/, '')}s`;
  const pulled =
    node.pullMs > 0
      ? `Successfully pulled image "${image}" in ${seconds} (${seconds} including waiting)`
      : `Container image "${image}" already present on machine`;
  const names = pod.spec?.containers?.map(({ name = '' }) => name) ?? [];
  return [
    { type: 'Normal', reason: 'Pulled', message: pulled },
    ...names.flatMap((name): StepEvent[] => [
      { type: 'Normal', reason: 'Created', message: `Created container: ${name}` },
      { type: 'Normal', reason: 'Started', message: `Started container ${name}` },
    ]),
  ];
}

function afterWaiting(pod: Pod, behaviour: PodBehaviour, node: NodeFacts, user: UserStatus): PodStep {
  const reason = user.state?.waiting?.reason ?? '';
  if (reason === 'CrashLoopBackOff') return restart(pod, node, user);
  if (behaviour.type === 'image-pull-error') return failPull(pod, node, reason);
  return {
    from: reason,
    afterMs: Math.max(PRESENT_MS, node.pullMs),
    take: (now) => ({
      status: withRuns(pod, node, running(now, 0, true), running(now, 0, false), now),
      events: startedEvents(pod, node),
    }),
  };
}

/** ErrImagePull and ImagePullBackOff alternate, at growing intervals. */
function failPull(pod: Pod, node: NodeFacts, reason: string): PodStep {
  const image = imageOf(pod);
  const cause = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  const failing = (why: string, message: string): ContainerRun => ({
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: why, message } },
  });
  if (reason === 'ErrImagePull') {
    const message = `Back-off pulling image "${image}"`;
    return {
      from: reason,
      afterMs: 1000,
      take: (now) => ({
        status: withRuns(pod, node, failing('ImagePullBackOff', message), running(now, 0, false), now),
        events: [
          { type: 'Normal', reason: 'BackOff', message },
          { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' },
        ],
      }),
    };
  }
  const retry = reason === 'ImagePullBackOff';
  return {
    from: reason,
    afterMs: retry ? LONGEST_BACK_OFF_MS : Math.max(PRESENT_MS, node.pullMs),
    take: (now) => ({
      status: withRuns(pod, node, failing('ErrImagePull', cause), running(now, 0, false), now),
      events: [
        { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": ${cause}` },
        { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' },
      ],
    }),
  };
}

function afterStart(
  pod: Pod,
  behaviour: PodBehaviour,
  node: NodeFacts,
  user: UserStatus,
): PodStep | undefined {
  const startedAt = Date.parse(user.state?.running?.startedAt ?? '');
  const queue = pod.status?.containerStatuses?.at(-1);
  if (behaviour.type === 'crash') {
    const { exitCode } = behaviour;
    return {
      from: `running/${user.restartCount}`,
      afterMs: RUN_BEFORE_CRASH_MS,
      take: (now) => ({
        status: withRuns(
          pod,
          node,
          {
            ready: false,
            restartCount: user.restartCount,
            ...(user.lastState === undefined ? {} : { lastState: user.lastState }),
            state: { terminated: crashOf(exitCode, startedAt, now) },
          },
          running(startedAt, 0, false),
          now,
        ),
        events: [],
      }),
    };
  }
  if (queue?.ready === true) return undefined;
  const slow = behaviour.type === 'slow-start' ? behaviour.startMs : 0;
  return {
    from: 'starting',
    afterMs: START_MS + slow,
    take: (now) => ({
      status: withRuns(pod, node, running(startedAt, 0, true), running(startedAt, 0, true), now),
      events: [],
    }),
  };
}

function crashOf(exitCode: number, startedAt: number, now: number): Record<string, unknown> {
  const isKilled = exitCode === 137;
  return {
    exitCode,
    reason: isKilled ? 'OOMKilled' : 'Error',
    message: isKilled ? '' : `panic: cannot start: exit status ${exitCode}\n`,
    startedAt: formatTime(startedAt),
    finishedAt: formatTime(now),
  };
}

function reportCrash(pod: Pod, node: NodeFacts, user: UserStatus): PodStep {
  const { namespace = '', name, uid } = pod.metadata;
  const where = `container=${userNameOf(pod)} pod=${name}_${namespace}(${uid})`;
  const wait = `${backOff(user.restartCount + 1) / 1000}s`;
  return {
    from: `terminated/${user.restartCount}`,
    afterMs: REPORT_CRASH_MS,
    take: (now) => ({
      status: withRuns(
        pod,
        node,
        {
          ready: false,
          restartCount: user.restartCount,
          lastState: { ...user.state },
          state: {
            waiting: {
              reason: 'CrashLoopBackOff',
              message: `back-off ${wait} restarting failed ${where}`,
            },
          },
        },
        running(Date.parse(pod.status?.startTime ?? ''), 0, false),
        now,
      ),
      events: [
        {
          type: 'Warning',
          reason: 'BackOff',
          message: `Back-off restarting failed container ${userNameOf(pod)} in pod ${name}_${namespace}(${uid})`,
        },
      ],
    }),
  };
}

function restart(pod: Pod, node: NodeFacts, user: UserStatus): PodStep {
  const restartCount = user.restartCount + 1;
  return {
    from: `back-off/${user.restartCount}`,
    afterMs: backOff(restartCount),
    take: (now) => ({
      status: withRuns(
        pod,
        node,
        { ...running(now, restartCount, false), ...(user.lastState ? { lastState: user.lastState } : {}) },
        running(Date.parse(pod.status?.startTime ?? ''), 0, false),
        now,
      ),
      events: startedEvents(pod, { ...node, pullMs: 0 }).slice(0, 3),
    }),
  };
}
