import { describe, expect, it } from 'vitest';
import type { Container, EnvVar } from '#lib/knative/types.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { ADMIN, ControllerTest } from '#simulator/testing/controller-test.ts';

// What config-features changes in pods: knative/serving v0.50 `pkg/reconciler/revision/resources`.

const METADATA = {
  name: 'hello',
  namespace: 'default',
  annotations: { 'simulator.sluice.dev/load': '1' },
};

function clusterWith(features: ConfigData, deployment: ConfigData = {}): ControllerTest {
  return new ControllerTest({}, { 'config-features': features, 'config-deployment': deployment });
}

function create(
  cluster: ControllerTest,
  spec: Record<string, unknown>,
  annotations: Record<string, string> = {},
): void {
  const template = { metadata: { annotations }, spec };
  cluster.store.create(KNATIVE.service, { metadata: METADATA, spec: { template } }, ADMIN);
  cluster.advance(20);
}

interface PodParts {
  spec: { containers: (Container & { name: string })[]; volumes?: { name: string }[] };
  status: Record<string, unknown>;
}
function podOf(cluster: ControllerTest): PodParts {
  const [pod] = cluster.pods('hello-00001');
  if (pod === undefined) throw new Error('there is no pod');
  return pod as unknown as PodParts;
}
function containerOf(cluster: ControllerTest, name: string): Container {
  const found = podOf(cluster).spec.containers.find((container) => container.name === name);
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}
const envOf = (container: Container, name: string): string | undefined =>
  (container.env as EnvVar[]).find((variable) => variable.name === name)?.value;

const IMAGE = 'ikubernetes/helloworld-go';
const initContainers = [{ name: 'migrate', image: 'shop/migrate:1' }];

describe('init containers', () => {
  it('are refused by default', () => {
    const cluster = clusterWith({});
    expect(() => create(cluster, { initContainers, containers: [{ image: IMAGE }] })).toThrow(
      'must not set the field(s): spec.template.spec.initContainers',
    );
  });

  it('run before the others when they are allowed, with their own digest and Image', () => {
    const cluster = clusterWith({ 'kubernetes.podspec-init-containers': 'enabled' });
    create(cluster, { initContainers, containers: [{ image: IMAGE }] });
    expect(cluster.condition(KNATIVE.service, 'hello', 'Ready')).toBe('True');
    const { status } = cluster.get(KNATIVE.revision, 'hello-00001');
    expect(status?.initContainerStatuses).toEqual([
      { name: 'migrate', imageDigest: expect.stringContaining('shop/migrate@sha256:') as unknown },
    ]);
    expect(cluster.get(KNATIVE.image, 'hello-00001-cache-migrate')).toBeDefined();
    expect(podOf(cluster).status['initContainerStatuses']).toMatchObject([
      { name: 'migrate', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
    ]);
  });
});

describe('secure-pod-defaults', () => {
  it('fills in what the restricted profile requires', () => {
    const cluster = clusterWith({ 'secure-pod-defaults': 'enabled' });
    create(cluster, { containers: [{ image: IMAGE, ports: [{ containerPort: 80 }] }] });
    expect(containerOf(cluster, 'user-container')['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  it('keeps root for containers that may run as root', () => {
    const cluster = clusterWith({ 'secure-pod-defaults': 'AllowRootBounded' });
    create(cluster, { containers: [{ image: IMAGE }] });
    expect(containerOf(cluster, 'user-container')['securityContext']).not.toHaveProperty('runAsNonRoot');
  });
});

describe('queue-proxy', () => {
  it('requests the annotated resources, within bounds when they are a percentage of the user container’s', () => {
    const cluster = clusterWith({});
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '400m' } };
    create(
      cluster,
      { containers: [{ image: IMAGE, resources }] },
      {
        'queue.sidecar.serving.knative.dev/resource-percentage': '10',
        'queue.sidecar.serving.knative.dev/ephemeral-storage-resource-limit': '1024Mi',
      },
    );
    expect(containerOf(cluster, 'queue-proxy')['resources']).toEqual({
      requests: { cpu: '40m' },
      limits: { cpu: '100m', memory: '200Mi', 'ephemeral-storage': '1Gi' },
    });
  });

  it('requests the configured resources, which annotations override', () => {
    const deployment = { 'queue-sidecar-memory-limit': '512Mi', 'queue-sidecar-cpu-request': '30m' };
    const cluster = clusterWith({ 'queueproxy.resource-defaults': 'enabled' }, deployment);
    const annotations = { 'queue.sidecar.serving.knative.dev/memory-resource-request': '100Mi' };
    create(cluster, { containers: [{ image: IMAGE }] }, annotations);
    expect(containerOf(cluster, 'queue-proxy')['resources']).toEqual({
      requests: { cpu: '30m', memory: '100Mi' },
      limits: { cpu: '1', memory: '512Mi' },
    });
  });

  it('sees the annotations of its pod when that is requested and allowed', () => {
    const cluster = clusterWith({ 'queueproxy.mount-podinfo': 'allowed' });
    const annotations = { 'features.knative.dev/queueproxy-podinfo': 'enabled' };
    create(cluster, { containers: [{ image: IMAGE }] }, annotations);
    expect(podOf(cluster).spec.volumes).toContainEqual(expect.objectContaining({ name: 'pod-info' }));
    expect(containerOf(cluster, 'queue-proxy')['volumeMounts']).toContainEqual({
      name: 'pod-info',
      mountPath: '/etc/podinfo',
      readOnly: true,
    });
  });

  it('is configured to detect HTTP/2', () => {
    const cluster = clusterWith({ 'autodetect-http2': 'enabled' });
    create(cluster, { containers: [{ image: IMAGE }] });
    expect(envOf(containerOf(cluster, 'queue-proxy'), 'ENABLE_HTTP2_AUTO_DETECTION')).toBe('true');
  });
});

describe('probes of a container that receives no requests', () => {
  const readinessProbe = { httpGet: { path: '/up', port: 9000 } };
  const containers = [
    { name: 'app', image: IMAGE, ports: [{ containerPort: 8080 }] },
    { name: 'side', image: IMAGE, readinessProbe },
  ];

  it('are refused by default', () => {
    expect(() => create(clusterWith({}), { containers })).toThrow('must not set the field(s): ');
  });

  it('are run by queue-proxy when they are allowed', () => {
    const cluster = clusterWith({ 'multi-container-probing': 'enabled' });
    create(cluster, { containers });
    const queue = containerOf(cluster, 'queue-proxy');
    expect(envOf(queue, 'ENABLE_MULTI_CONTAINER_PROBES')).toBe('true');
    expect(JSON.parse(envOf(queue, 'SERVING_READINESS_PROBE') ?? '')).toMatchObject([
      { tcpSocket: { port: 8080 } },
      { httpGet: { path: '/up', port: 9000, host: '127.0.0.1' } },
    ]);
  });
});

describe('several containers', () => {
  it('are refused when that is disabled', () => {
    const containers = [
      { name: 'app', image: IMAGE, ports: [{ containerPort: 8080 }] },
      { name: 'side', image: IMAGE },
    ];
    expect(() => create(clusterWith({ 'multi-container': 'disabled' }), { containers })).toThrow(
      'multi-container is off, but found 2 containers',
    );
  });
});

describe('tag-header-based-routing', () => {
  it('gives each tag a path by its header, and does not affect the split’s load', () => {
    const cluster = clusterWith({ 'tag-header-based-routing': 'enabled' });
    const traffic = [{ latestRevision: true, percent: 100, tag: 'blue' }];
    const template = { spec: { containers: [{ image: IMAGE }] } };
    cluster.store.create(KNATIVE.service, { metadata: METADATA, spec: { template, traffic } }, ADMIN);
    cluster.advance(20);
    const { spec } = cluster.get(KNATIVE.kIngress, 'hello');
    const split = { serviceName: 'hello-00001', percent: 100 };
    expect(spec.rules?.[0]?.http?.paths).toMatchObject([
      { headers: { 'Knative-Serving-Tag': { exact: 'blue' } }, splits: [split] },
      { appendHeaders: { 'Knative-Serving-Default-Route': 'true' }, splits: [split] },
    ]);
    expect(spec.rules?.at(-1)?.http?.paths).toMatchObject([
      { appendHeaders: { 'Knative-Serving-Tag': 'blue' } },
    ]);
    expect(cluster.store.list(KUBERNETES.pod, 'default')).toHaveLength(1);
  });
});

describe("Knative's namespace", () => {
  it('shows the installed version', () => {
    const namespace = clusterWith({}).store.get(KUBERNETES.namespace, undefined, 'knative-serving');
    expect(namespace?.metadata.labels).toMatchObject({ 'app.kubernetes.io/version': '1.23.0' });
  });
});

describe('the ConfigMaps of Knative', () => {
  it('show possible settings in an example without effect', () => {
    const cluster = clusterWith({});
    const found = cluster.get(KUBERNETES.configMap, 'config-autoscaler', 'knative-serving');
    const { _example: example = '', ...settings } = found['data'] as Record<string, string>;
    expect(example).toContain('stable-window: "60s"\n');
    expect(settings).toEqual({});
    const data = { _example: example.replace('60s', '6s') };
    expect(() => cluster.store.update(KUBERNETES.configMap, { ...found, data }, ADMIN)).toThrow(
      'the update modifies a key in "_example" which is probably not what you want',
    );
  });
});
