import { describe, expect, test } from 'vitest';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { conditionOf } from '#simulator/knative/reconciler/condition-set.ts';
import { ControllerTest, type ServiceParts } from '#simulator/testing/controller-test.ts';

const LOAD = 'simulator.sluice.dev/load';
const POD = 'simulator.sluice.dev/pod';
const DEADLINE = 'serving.knative.dev/progress-deadline';

describe('pods that do not start', () => {
  test.each([
    [
      'crash=3',
      35,
      'ContainerHealthy',
      'False ExitCode3: Container failed with: panic: cannot start: exit status 3\n',
    ],
    [
      'unschedulable',
      5,
      'ResourcesAvailable',
      'False Unschedulable: 0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    ],
    [
      'an image that no registry has',
      5,
      'ContainerHealthy',
      'False ContainerMissing: Unable to fetch image "ikubernetes/helloworld-go:missing": failed to resolve image to digest: HEAD https://index.docker.io/v2/ikubernetes/helloworld-go/manifests/missing: unexpected status code 404 Not Found (HEAD responses have no body, use GET for details)',
    ],
  ])('%s fails its revision for that reason', (behaviour, seconds, type, expected) => {
    const cluster = new ControllerTest();
    const isMissing = type === 'ContainerHealthy' && behaviour.startsWith('an image');
    cluster.apply(
      'hello',
      isMissing
        ? { image: 'ikubernetes/helloworld-go:missing' }
        : { templateAnnotations: { [POD]: behaviour, [DEADLINE]: '30s' } },
    );
    cluster.advance(seconds);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', type)).toBe(expected);
    expect(cluster.condition(KNATIVE.service, 'hello', 'ConfigurationsReady')).toMatch(
      /^False RevisionFailed: Revision "hello-00001" failed with message: /,
    );
    expect(cluster.condition(KNATIVE.service, 'hello', 'RoutesReady')).toBe(
      'False RevisionMissing: Configuration "hello" does not have any ready Revision.',
    );
    expect(cluster.errors).toEqual([]);
  });

  test('an image that cannot be pulled fails its revision when the progress deadline expires', () => {
    const cluster = new ControllerTest();
    const templateAnnotations = { [POD]: 'image-pull-error', [DEADLINE]: '30s' };
    cluster.apply('hello', { templateAnnotations });
    cluster.advance(25);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'Ready')).toMatch(/^Unknown/);
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'ResourcesAvailable')).toMatch(
      /^False ImagePullBackOff: Back-off pulling image "index\.docker\.io\/ikubernetes\/helloworld-go@sha256:/,
    );
  });

  test('the old revision keeps serving when a new one fails', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello');
    cluster.advance(5);
    cluster.apply('hello', { templateAnnotations: { [POD]: 'crash=1', [DEADLINE]: '30s' } });
    cluster.advance(25);
    // Knative does not watch pods; it checks them when the Deployment reports that its deadline passed.
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toMatch(/^Unknown/);
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toMatch(/^False RevisionFailed/);
    expect(cluster.condition(KNATIVE.service, 'hello', 'RoutesReady')).toBe('True');
    expect(cluster.routed('hello')).toEqual(['hello-00001 100']);
  });

  test('a pod that cannot start fails after the deadline, and is reported as timed out before it counts as idle', () => {
    const cluster = new ControllerTest({}, { 'config-deployment': { 'progress-deadline': '20s' } });
    cluster.apply('hello', { templateAnnotations: { [POD]: 'crash=1' } });
    cluster.advance(45);
    expect(cluster.pods('hello-00001')).toHaveLength(1);
    const said: unknown[] = [];
    cluster.store.subscribe(({ resource, object }) => {
      if (resource.kind === 'PodAutoscaler') said.push(conditionOf(object, 'Active')?.reason);
    });
    cluster.advance(30);
    expect(cluster.pods('hello-00001')).toHaveLength(0);
    expect(said).toContain('TimedOut');
    expect(cluster.condition(KNATIVE.podAutoscaler, 'hello-00001', 'Active')).toBe(
      'False NoTraffic: The target is not receiving traffic.',
    );
  });

  test('slow-start delays readiness by its duration', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { templateAnnotations: { [POD]: 'slow-start=20s' } });
    cluster.advance(15);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'Active')).toMatch(/^Unknown Queued/);
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
  });

  test('a crashing pod has the states, restarts and events of a kubelet', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { templateAnnotations: { [POD]: 'crash=1' } });
    cluster.advance(60);
    const [pod] = cluster.pods('hello-00001');
    expect(pod?.['status']).toMatchObject({
      phase: 'Running',
      containerStatuses: [
        {
          name: 'user-container',
          restartCount: 2,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error' } },
        },
        { name: 'queue-proxy', state: { running: {} } },
      ],
    });
    const reasons = cluster.store.list(KUBERNETES.event).map((event) => event['reason']);
    expect(reasons).toContain('BackOff');
  });
});

describe('scale', () => {
  const pods = (parts: ServiceParts): number => {
    const cluster = new ControllerTest();
    cluster.apply('hello', parts);
    cluster.advance(200);
    return cluster.pods('hello-00001').length;
  };

  test.each<[string, ServiceParts, number]>([
    ['load over 70 % of 100', { annotations: { [LOAD]: '300' } }, 5],
    [
      'load over the target',
      { annotations: { [LOAD]: '30' }, templateAnnotations: { 'autoscaling.knative.dev/target': '10' } },
      5,
    ],
    [
      'max-scale',
      { annotations: { [LOAD]: '900' }, templateAnnotations: { 'autoscaling.knative.dev/max-scale': '3' } },
      3,
    ],
    [
      'min-scale',
      { annotations: { [LOAD]: '0' }, templateAnnotations: { 'autoscaling.knative.dev/min-scale': '2' } },
      2,
    ],
    ['no load', { annotations: { [LOAD]: '0' } }, 0],
  ])('%s decides the number of pods', (_name, parts, expected) => {
    expect(pods(parts)).toBe(expected);
  });

  test('goes to zero after the window, stays Ready, and scales up with the load', () => {
    const cluster = new ControllerTest();
    cluster.apply('hello', { annotations: { [LOAD]: '0' } });
    cluster.advance(50);
    expect(cluster.pods('hello-00001')).toHaveLength(1);
    cluster.advance(20);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'Active')).toBe(
      'False NoTraffic: The target is not receiving traffic.',
    );
    // The activator was already in the path for longer than the grace period.
    expect(cluster.pods('hello-00001')).toHaveLength(0);
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
    expect(cluster.get(KNATIVE.serverlessService, 'hello-00001')['spec']).toMatchObject({ mode: 'Proxy' });

    cluster.apply('hello', { annotations: { [LOAD]: '400' } });
    cluster.advance(0.3);
    expect(cluster.condition(KNATIVE.podAutoscaler, 'hello-00001', 'Active')).toBe(
      'Unknown Queued: Requests to the target are being buffered as resources are provisioned.',
    );
    cluster.advance(10);
    expect(cluster.condition(KNATIVE.revision, 'hello-00001', 'Active')).toBe('True');
    expect(cluster.pods('hello-00001')).toHaveLength(6);
    expect(cluster.get(KNATIVE.serverlessService, 'hello-00001')['spec']).toMatchObject({ mode: 'Proxy' });
    expect(cluster.get(KNATIVE.revision, 'hello-00001')['status']).toMatchObject({
      actualReplicas: 6,
      desiredReplicas: 6,
    });
  });
});
