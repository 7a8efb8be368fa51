import type { Pod } from '#lib/knative/types.ts';
import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { Store, WriteOptions } from '#simulator/contract.ts';
import { ACTIVATOR_SERVICE, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { DEFAULT_SETTINGS, WRITER } from '#simulator/knative/context.ts';
import { sha256 } from '#simulator/knative/names.ts';
import type { EndpointAddress } from '#simulator/knative/wire.ts';
import { nodeFacts } from '#simulator/scale/node-facts.ts';
import { containersStatus } from '#simulator/scale/pod-status.ts';

const LABELS = { app: 'activator', 'app.kubernetes.io/name': 'knative-serving', role: 'activator' };
const IMAGE = `gcr.io/knative-releases/knative.dev/serving/cmd/activator@sha256:${sha256('activator')}`;
const NAMES = ['activator-7c6bd8f5d9-4xkzq', 'activator-7c6bd8f5d9-w8m2t'];
/** By the ports of the Service's targets. */
const PORTS = [
  { name: 'http', port: 8012, protocol: 'TCP' },
  { name: 'http2', port: 8013, protocol: 'TCP' },
  { name: 'https', port: 8112, protocol: 'TCP' },
];

/** installActivators makes the activator's pods, and the Service that leads to them with its addresses, where the Service is missing. */
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

/** A pod that has been running from its first moment on, and its address. */
function installPod(store: Store, name: string, index: number, options: WriteOptions): EndpointAddress {
  const nodeName = DEFAULT_SETTINGS.nodes[index] ?? '';
  const metadata = { name, namespace: SYSTEM_NAMESPACE, labels: LABELS };
  const spec = { nodeName, containers: [{ name: 'activator', image: IMAGE }] };
  const made = store.create(KUBERNETES.pod, { metadata, spec }, options);
  const pod = made as unknown as Pod;
  const { podIP, hostIP } = nodeFacts(pod, DEFAULT_SETTINGS.nodes, new Set());
  const startedAt = made.metadata.creationTimestamp;
  const run = { ready: true, restartCount: 0, state: { running: { startedAt } } };
  const status = containersStatus(pod, [run], { podIP, hostIP }, Date.parse(startedAt));
  store.updateStatus(KUBERNETES.pod, { ...made, status }, WRITER.kubelet);
  const { uid } = made.metadata;
  return { ip: podIP, nodeName, targetRef: { kind: 'Pod', namespace: SYSTEM_NAMESPACE, name, uid } };
}
