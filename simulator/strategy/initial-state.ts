import { resourceId } from '#lib/kubernetes/resource.ts';
import type { Random, StoredObject } from '#simulator/apimachinery/contract.ts';
import { isJsonObject, type JsonObject } from '#simulator/apimachinery/json.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import {
  admitPod,
  defaultDeployment,
  defaultPod,
  defaultReplicaSet,
  defaultService,
  hasNodePorts,
} from '#simulator/strategy/workload-defaults.ts';

/**
 * fillDefaults sets the defaults that decoding sets, and that the writer therefore manages: the label with a namespace's name, and the
 * defaults of workloads and Services.
 */
export function fillDefaults(definition: ResourceDefinition, object: StoredObject): void {
  if (definition.custom) return;
  const { metadata } = object;
  if (definition.group === '' && definition.resource === 'namespaces') {
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  }
  const { spec } = object as { spec?: unknown };
  if (isJsonObject(spec)) DEFAULTS[resourceId(definition)]?.(spec);
}

const DEFAULTS: Record<string, (spec: JsonObject) => void> = {
  services: defaultService,
  pods: defaultPod,
  'deployments.apps': defaultDeployment,
  'replicasets.apps': defaultReplicaSet,
};

/**
 * prepareForCreate does what the registry's strategy does to a new object: kinds with a status subresource lose the status that they were
 * sent with, and built-in kinds get their initial status.
 */
export function prepareForCreate(definition: ResourceDefinition, object: StoredObject, random: Random): void {
  if (definition.hasStatus) delete object['status'];
  if (definition.custom || definition.group !== '') return;
  if (definition.resource === 'namespaces') {
    object['spec'] = { finalizers: ['kubernetes'] };
    object['status'] = { phase: 'Active' };
  } else if (definition.resource === 'pods') {
    if (isJsonObject(object['spec'])) admitPod(object['spec'], random);
    object['status'] = { phase: 'Pending', qosClass: qosClass(object['spec']) };
  } else if (definition.resource === 'services') {
    object['status'] = { loadBalancer: {} };
    object['spec'] = withClusterIp(object['spec'], () => allocateClusterIp(random));
    if (isJsonObject(object['spec'])) allocateNodePorts(object['spec'], {}, random);
  } else if (definition.resource === 'persistentvolumeclaims') {
    object['spec'] = { volumeMode: 'Filesystem', ...(object['spec'] as object | undefined) };
    // No volume is ever provisioned: claims exist only for pods to refer to.
    object['status'] = { phase: 'Pending' };
  } else if (definition.resource === 'secrets') prepareSecret(object);
}

/**
 * prepareForUpdate keeps what a registry allocated and a client may omit: a Service's cluster IP and node ports. Secrets are prepared as on
 * create.
 */
export function prepareForUpdate(
  definition: ResourceDefinition,
  object: StoredObject,
  old: StoredObject,
  random: Random,
): void {
  if (definition.custom || definition.group !== '') return;
  if (definition.resource === 'secrets') prepareSecret(object);
  if (definition.resource !== 'services') return;
  const before = isJsonObject(old['spec']) ? old['spec'] : {};
  const held = before['clusterIP'];
  object['spec'] = withClusterIp(object['spec'], () =>
    typeof held === 'string' && held !== '' ? held : allocateClusterIp(random),
  );
  if (isJsonObject(object['spec'])) allocateNodePorts(object['spec'], before, random);
}

/**
 * prepareSecret moves `stringData` into `data`, in base64 (kubernetes v1.35 `pkg/apis/core/v1/conversion.go`); the type defaults to Opaque.
 */
function prepareSecret(object: StoredObject): void {
  object['type'] ??= 'Opaque';
  const { stringData } = object;
  delete object['stringData'];
  if (!isJsonObject(stringData)) return;
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  object['data'] = { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) };
}

function withClusterIp(spec: unknown, allocate: () => string): unknown {
  if (!isJsonObject(spec) || spec['type'] === 'ExternalName') return spec;
  const held = spec['clusterIP'];
  const clusterIP = typeof held === 'string' && held !== '' ? held : allocate();
  return {
    ...spec,
    clusterIP,
    clusterIPs: [clusterIP],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  };
}

/** allocateClusterIp returns an address in 10.96.0.0/12, kubeadm's service range. Nothing is ever sent there, so duplicates are fine. */
function allocateClusterIp(random: Random): string {
  const byte = (below: number): number => Math.floor(random.next() * below);
  return `10.${96 + byte(16)}.${byte(256)}.${1 + byte(254)}`;
}

const NODE_PORTS = { first: 30_000, count: 2768 };

/**
 * allocateNodePorts gives the ports of a NodePort or LoadBalancer Service a port on every node, in place: the one that `old` has, or a
 * random one. Other types lose those that they had. Nothing listens there, so duplicates are fine.
 */
function allocateNodePorts(spec: JsonObject, old: JsonObject, random: Random): void {
  const before = portsOf(old);
  for (const port of portsOf(spec)) {
    const twin = before.find(
      (other) => other['port'] === port['port'] && other['protocol'] === port['protocol'],
    );
    if (hasNodePorts(spec)) {
      port['nodePort'] ??=
        twin?.['nodePort'] ?? NODE_PORTS.first + Math.floor(random.next() * NODE_PORTS.count);
    } else if (hasNodePorts(old) && port['nodePort'] === twin?.['nodePort']) delete port['nodePort'];
  }
}

const portsOf = ({ ports }: JsonObject): JsonObject[] =>
  Array.isArray(ports) ? ports.filter(isJsonObject) : [];

/** qosClass returns Guaranteed, Burstable or BestEffort, according to the containers' resources (kubernetes `pkg/apis/core/helper/qos`). */
function qosClass(spec: unknown): string {
  const containers = isJsonObject(spec) && Array.isArray(spec['containers']) ? spec['containers'] : [];
  const resources = containers.map((container: unknown) => {
    const held =
      isJsonObject(container) && isJsonObject(container['resources']) ? container['resources'] : {};
    return {
      requests: isJsonObject(held['requests']) ? held['requests'] : {},
      limits: isJsonObject(held['limits']) ? held['limits'] : {},
    };
  });
  const named = ['cpu', 'memory'];
  if (
    resources.every(({ requests, limits }) => named.every((name) => !(name in requests) && !(name in limits)))
  ) {
    return 'BestEffort';
  }
  const guaranteed = resources.every(({ requests, limits }) =>
    named.every((name) => name in limits && (!(name in requests) || requests[name] === limits[name])),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
