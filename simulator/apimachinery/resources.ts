import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

const rbac = (resource: string, kind: string, namespaced: boolean): ResourceType => ({
  group: RBAC_GROUP,
  version: 'v1',
  resource,
  kind,
  namespaced,
});

/** The RBAC kinds. */
export const RBAC = {
  role: rbac('roles', 'Role', true),
  roleBinding: rbac('rolebindings', 'RoleBinding', true),
  clusterRole: rbac('clusterroles', 'ClusterRole', false),
  clusterRoleBinding: rbac('clusterrolebindings', 'ClusterRoleBinding', false),
} as const;

/** A column of a custom kind's Tables (apiextensions.k8s.io/v1 CustomResourceColumnDefinition). */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  /** 0, the default, is always shown; 1 is shown with `-o wide`. */
  priority?: 0 | 1;
}

/** What the API server knows about a resource type, in addition to its path. */
export interface ResourceDefinition extends ResourceType {
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  /** Defined by a CustomResourceDefinition: no strategic merge patch, and PUT requires a resourceVersion. */
  custom: boolean;
  /** Has a `status` subresource: writes to the object ignore status, and status writes ignore the rest. */
  hasStatus: boolean;
  /** Whether the API server maintains metadata.generation for it. */
  hasGeneration: boolean;
  /** Has a `scale` subresource. */
  hasScale: boolean;
  /** Only the cluster itself may write it. */
  isReadOnly: boolean;
  /** The columns of a user-defined kind. */
  printerColumns?: readonly PrinterColumn[];
}

const core = (resource: string, kind: string): ResourceType => ({
  group: '',
  version: 'v1',
  resource,
  kind,
  namespaced: true,
});

/** Kinds that the embedded cluster stores in addition to those that Sluice watches. */
export const CONFIG_MAP = KUBERNETES.configMap;
export const SECRET = core('secrets', 'Secret');
export const PERSISTENT_VOLUME_CLAIM = core('persistentvolumeclaims', 'PersistentVolumeClaim');
export const SERVICE_ACCOUNT = core('serviceaccounts', 'ServiceAccount');
/** Nodes. Pods are assigned to them by name. */
export const NODE: ResourceType = {
  group: '',
  version: 'v1',
  resource: 'nodes',
  kind: 'Node',
  namespaced: false,
};
export const CUSTOM_RESOURCE_DEFINITION: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

function custom(
  type: ResourceType,
  shortNames: readonly string[],
  categories: readonly string[],
): ResourceDefinition {
  const singular = type.kind.toLowerCase();
  return {
    ...type,
    singular,
    shortNames,
    categories,
    custom: true,
    hasStatus: true,
    hasGeneration: true,
    hasScale: false,
    isReadOnly: false,
  };
}

function builtin(
  type: ResourceType,
  shortNames: readonly string[],
  has: { status?: boolean; generation?: boolean; scale?: boolean; all?: boolean; readOnly?: boolean } = {},
): ResourceDefinition {
  return {
    ...type,
    singular: type.kind.toLowerCase(),
    shortNames,
    categories: has.all === true ? ['all'] : [],
    custom: false,
    hasStatus: has.status === true,
    hasGeneration: has.generation === true,
    hasScale: has.scale === true,
    isReadOnly: has.readOnly === true,
  };
}

/** plain defines, in one line, a kind that has no controller: group/version, resource, kind, short names. */
function plain(
  apiVersion: string,
  resource: string,
  kind: string,
  shortNames: readonly string[] = [],
  has: Parameters<typeof builtin>[2] & { cluster?: boolean } = {},
): ResourceDefinition {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return builtin({ group, version, resource, kind, namespaced: has.cluster !== true }, shortNames, has);
}

const WORKLOAD = { status: true, generation: true, all: true };
const CLUSTER = { cluster: true };

/** Kinds that common manifests and tools use, and that no controller here handles. */
const STORED_ONLY: readonly ResourceDefinition[] = [
  plain('v1', 'replicationcontrollers', 'ReplicationController', ['rc'], { ...WORKLOAD, scale: true }),
  plain('v1', 'resourcequotas', 'ResourceQuota', ['quota'], { status: true }),
  plain('v1', 'limitranges', 'LimitRange', ['limits']),
  plain('v1', 'persistentvolumes', 'PersistentVolume', ['pv'], { ...CLUSTER, status: true }),
  plain('v1', 'podtemplates', 'PodTemplate'),
  plain('apps/v1', 'statefulsets', 'StatefulSet', ['sts'], { ...WORKLOAD, scale: true }),
  plain('apps/v1', 'daemonsets', 'DaemonSet', ['ds'], WORKLOAD),
  plain('batch/v1', 'jobs', 'Job', [], WORKLOAD),
  plain('batch/v1', 'cronjobs', 'CronJob', ['cj'], WORKLOAD),
  plain('networking.k8s.io/v1', 'ingresses', 'Ingress', ['ing'], { status: true, generation: true }),
  plain('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', [], { ...CLUSTER, generation: true }),
  plain('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', ['netpol'], { generation: true }),
  plain('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', ['pdb'], {
    status: true,
    generation: true,
  }),
  plain('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', ['pc'], { ...CLUSTER, generation: true }),
  plain('storage.k8s.io/v1', 'storageclasses', 'StorageClass', ['sc'], CLUSTER),
  plain('coordination.k8s.io/v1', 'leases', 'Lease'),
];

const SERVING = ['all', 'knative', 'serving'];
const INTERNAL = ['knative-internal', 'serving'];
const NETWORKING = ['knative-internal', 'networking'];

/** Every stored type. Names and categories: knative/serving, knative/networking and knative/caching v1.23 CRDs; kubectl api-resources. */
export const RESOURCES: readonly ResourceDefinition[] = [
  builtin(KUBERNETES.namespace, ['ns'], { status: true }),
  builtin(NODE, ['no'], { status: true, readOnly: true }),
  builtin(KUBERNETES.pod, ['po'], { status: true, generation: true, all: true }),
  builtin(KUBERNETES.service, ['svc'], { status: true, all: true }),
  builtin(KUBERNETES.endpoints, ['ep']),
  builtin(KUBERNETES.event, ['ev']),
  builtin(CONFIG_MAP, ['cm']),
  builtin(SECRET, []),
  builtin(PERSISTENT_VOLUME_CLAIM, ['pvc'], { status: true }),
  builtin(SERVICE_ACCOUNT, ['sa']),
  builtin(KUBERNETES.deployment, ['deploy'], { status: true, generation: true, scale: true, all: true }),
  builtin(KUBERNETES.replicaSet, ['rs'], { status: true, generation: true, scale: true, all: true }),
  builtin(KUBERNETES.controllerRevision, []),
  builtin(KUBERNETES.endpointSlice, [], { generation: true }),
  builtin(KUBERNETES.horizontalPodAutoscaler, ['hpa'], { status: true, all: true }),
  builtin(RBAC.role, []),
  builtin(RBAC.roleBinding, []),
  builtin(RBAC.clusterRole, []),
  builtin(RBAC.clusterRoleBinding, []),
  ...STORED_ONLY,
  builtin(CUSTOM_RESOURCE_DEFINITION, ['crd', 'crds'], { status: true, generation: true }),
  custom(KNATIVE.service, ['kservice', 'ksvc'], SERVING),
  custom(KNATIVE.route, ['rt'], SERVING),
  custom(KNATIVE.configuration, ['config', 'cfg'], SERVING),
  custom(KNATIVE.revision, ['rev'], SERVING),
  custom(KNATIVE.domainMapping, ['dm'], SERVING),
  custom(KNATIVE.podAutoscaler, ['kpa', 'pa'], INTERNAL),
  custom(KNATIVE.metric, [], ['knative-internal', 'autoscaling']),
  custom(KNATIVE.kIngress, ['kingress', 'king'], NETWORKING),
  custom(KNATIVE.serverlessService, ['sks'], NETWORKING),
  custom(KNATIVE.certificate, ['kcert'], NETWORKING),
  custom(KNATIVE.clusterDomainClaim, ['cdc'], NETWORKING),
  custom(KNATIVE.image, [], ['knative-internal', 'caching']),
  custom(INGRESS_IMPLEMENTATION.virtualService, ['vs'], ['istio-io', 'networking-istio-io']),
];

/** Kinds whose strategy allows create on PUT (kubernetes v1.35 `AllowCreateOnUpdate`). */
const CREATED_BY_UPDATE: ReadonlySet<string> = new Set(
  [KUBERNETES.service, KUBERNETES.endpoints, KUBERNETES.event, ...Object.values(RBAC)].map(resourceId),
);

/** createsOnUpdate reports whether a PUT creates an object of this kind when it does not exist. */
export function createsOnUpdate(type: Pick<ResourceType, 'group' | 'resource'>): boolean {
  return CREATED_BY_UPDATE.has(resourceId(type));
}

/** sameType reports whether two types are the same resource, regardless of version. */
export function sameType(
  left: Pick<ResourceType, 'group' | 'resource'>,
  right: Pick<ResourceType, 'group' | 'resource'>,
): boolean {
  return resourceId(left) === resourceId(right);
}
