import type { Store, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { EndpointAddress } from '#simulator/apimachinery/wire-types.ts';
import { DEFAULT_SETTINGS } from '#simulator/controllers/context.ts';
import { sha256 } from '#simulator/controllers/names.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ACTIVATOR_SERVICE, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { nodeFacts } from '#simulator/kubelet/node-facts.ts';
import { containersStatus } from '#simulator/kubelet/pod-status.ts';

const LABELS = { app: 'activator', 'app.kubernetes.io/name': 'knative-serving', role: 'activator' };
const IMAGE = `gcr.io/knative-releases/knative.dev/serving/cmd/activator@sha256:${sha256('activator')}`;
const NAMES = ['activator-7c6bd8f5d9-4xkzq', 'activator-7c6bd8f5d9-w8m2t'];
/** The Service's target ports. */
const PORTS = [
  { name: 'http', port: 8012, protocol: 'TCP' },
  { name: 'http2', port: 8013, protocol: 'TCP' },
  { name: 'https', port: 8112, protocol: 'TCP' },
];

/** installActivators creates the activator's pods, and its Service with their addresses, if the Service does not exist. */
export function installActivators(store: Store, options: WriteOptions): void {
  const metadata = { name: ACTIVATOR_SERVICE, namespace: SYSTEM_NAMESPACE };
  if (store.get(KUBERNETES.service, SYSTEM_NAMESPACE, ACTIVATOR_SERVICE) !== undefined) return;
  const addresses = NAMES.map((name, index) => installPod(store, name, index, options));
  const ports = [
    { name: 'http', port: 80, targetPort: 8012 },
    { name: 'http2', port: 81, targetPort: 8013 },
    { name: 'https', port: 443, targetPort: 8112 },
  ];
  store.create(KUBERNETES.service, { metadata, spec: { ports } }, options);
  store.create(KUBERNETES.endpoints, { metadata, subsets: [{ addresses, ports: PORTS }] }, options);
  store.create(
    KUBERNETES.endpointSlice,
    {
      metadata: {
        name: `${ACTIVATOR_SERVICE}-8kvdm`,
        namespace: SYSTEM_NAMESPACE,
        labels: {
          'kubernetes.io/service-name': ACTIVATOR_SERVICE,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
      },
      addressType: 'IPv4',
      endpoints: addresses.map(({ ip, nodeName, targetRef }) => ({
        addresses: [ip],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName,
        targetRef,
      })),
      ports: PORTS,
    },
    options,
  );
}

/** installPod creates a pod that runs from the start, and returns its address. */
function installPod(store: Store, name: string, index: number, options: WriteOptions): EndpointAddress {
  const nodeName = DEFAULT_SETTINGS.nodes[index] ?? '';
  const metadata = { name, namespace: SYSTEM_NAMESPACE, labels: LABELS };
  const spec = { nodeName, containers: [{ name: 'activator', image: IMAGE }] };
  const pod = store.create(KUBERNETES.pod, { metadata, spec }, options);
  const { podIP, hostIP } = nodeFacts(pod, DEFAULT_SETTINGS.nodes, new Set());
  const startedAt = pod.metadata.creationTimestamp;
  const run = { ready: true, restartCount: 0, state: { running: { startedAt } } };
  const status = containersStatus(pod, [run], { podIP, hostIP }, Date.parse(startedAt));
  store.updateStatus(KUBERNETES.pod, { ...pod, status }, WRITER.kubelet);
  const { uid } = pod.metadata;
  return { ip: podIP, nodeName, targetRef: { kind: 'Pod', namespace: SYSTEM_NAMESPACE, name, uid } };
}
