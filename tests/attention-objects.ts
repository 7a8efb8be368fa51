import { START_LIMIT_MS } from '#lib/view/limits.ts';
import {
  condition,
  kIngress,
  knativeService,
  NOW,
  pod,
  revision,
  route,
  serviceObjects,
  type waitingStatus,
} from '#tests/builders.ts';

// States of a Service, shared by the tests of what needs attention.

export const pinned = [{ revisionName: 'hello-00001', latestRevision: false, percent: 100 }];
const unready = condition('Ready', 'Unknown', 'Deploying');
export const notReady = (reason: string, message = '') => condition('Ready', 'False', reason, message);
export const rollout = {
  configurations: [
    {
      configurationName: 'hello',
      percent: 100,
      revisions: [
        { revisionName: 'hello-00001', percent: 63 },
        { revisionName: 'hello-00002', percent: 37 },
      ],
      stepParams: {},
    },
  ],
};
export const inRollout = knativeService({
  latest: 2,
  ready: condition('Ready', 'Unknown', 'RolloutInProgress'),
});
/** A Service with a ready KIngress, as most have. */
export const served = (
  service: ReturnType<typeof knativeService>,
  splits: Record<string, number>,
  rest: Parameters<typeof serviceObjects>[1],
) => serviceObjects(service, { kIngress: kIngress(service, splits), ...rest });

/** A Service whose second, newest revision has pods with this status; the first revision gets all traffic. */
export const newestWith = (status: ReturnType<typeof waitingStatus>, traffic = pinned) =>
  served(
    knativeService({ latest: 2, latestReady: 1, traffic, ready: unready }),
    { 'hello-00001': 100 },
    {
      revisions: [revision(), revision({ generation: 2, ready: unready })],
      pods: [pod({ generation: 2, status })],
    },
  );
/** A KIngress that was ready for its first generation. */
export const oldIngress = kIngress(
  knativeService(),
  { 'hello-00001': 100 },
  { status: { observedGeneration: 1, conditions: [condition('Ready', 'True')], publicLoadBalancer: {} } },
);
export const late = (uid: string, rest: object = {}) =>
  new Map([[uid, { shortSince: NOW - START_LIMIT_MS, failure: null, ...rest }]]);
/** A pod that cannot be scheduled on any node. */
export const noNode = {
  phase: 'Pending',
  conditions: [condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available')],
};

const waitingForLoadBalancer = knativeService({
  ready: condition('Ready', 'Unknown', 'NewObservedGenFailure', 'unsuccessfully observed a new generation'),
});
/** A Service whose KIngress was never ready: regardless of the Route's status, no request gets through. */
export const neverReady = serviceObjects(waitingForLoadBalancer, {
  revisions: [revision()],
  route: route(waitingForLoadBalancer, {
    status: {
      conditions: [
        condition('AllTrafficAssigned', 'True'),
        condition(
          'IngressReady',
          'Unknown',
          'NewObservedGenFailure',
          'unsuccessfully observed a new generation',
        ),
      ],
      traffic: [{ revisionName: 'hello-00001', percent: 100 }],
    },
  }),
  kIngress: kIngress(waitingForLoadBalancer, { 'hello-00001': 100 }, { status: { conditions: [unready] } }),
});
