import {
  INGRESS_IMPLEMENTATION,
  KNATIVE,
  KUBERNETES,
  type ResourceType,
  resourceId,
} from '#lib/kubernetes/resource.ts';
import { RBAC } from '#simulator/api/rbac-objects.ts';

/** What the API server knows of a resource type beside its path. */
export interface ResourceDefinition extends ResourceType {
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  /** Made by a CustomResourceDefinition: no strategic merge patch, PUT wants a resourceVersion. */
  custom: boolean;
  /** Has a `status` subresource: writes to the object leave status alone and the reverse. */
  hasStatus: boolean;
  /** Whether the API server keeps metadata.generation for it. */
  hasGeneration: boolean;
  /** Only the cluster itself may write it. */
  isReadOnly: boolean;
}

const core = (resource: string, kind: string): ResourceType => ({
  group: '',
  version: 'v1',
  resource,
  kind,
  namespaced: true,
});

/** Kinds the embedded cluster stores beside those that Sluice watches. */
export const CONFIG_MAP = KUBERNETES.configMap;
export const SECRET = core('secrets', 'Secret');
export const PERSISTENT_VOLUME_CLAIM = core('persistentvolumeclaims', 'PersistentVolumeClaim');
export const SERVICE_ACCOUNT = core('serviceaccounts', 'ServiceAccount');
/** The machines. Pods are put on them by name. */
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
    isReadOnly: false,
  };
}

function builtin(
  type: ResourceType,
  shortNames: readonly string[],
  has: { status?: boolean; generation?: boolean; all?: boolean; readOnly?: boolean } = {},
): ResourceDefinition {
  return {
    ...type,
    singular: type.kind.toLowerCase(),
    shortNames,
    categories: has.all === true ? ['all'] : [],
    custom: false,
    hasStatus: has.status === true,
    hasGeneration: has.generation === true,
    isReadOnly: has.readOnly === true,
  };
}

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
  builtin(KUBERNETES.deployment, ['deploy'], { status: true, generation: true, all: true }),
  builtin(KUBERNETES.replicaSet, ['rs'], { status: true, generation: true, all: true }),
  builtin(KUBERNETES.controllerRevision, []),
  builtin(KUBERNETES.endpointSlice, [], { generation: true }),
  builtin(KUBERNETES.horizontalPodAutoscaler, ['hpa'], { status: true, all: true }),
  builtin(RBAC.role, []),
  builtin(RBAC.roleBinding, []),
  builtin(RBAC.clusterRole, []),
  builtin(RBAC.clusterRoleBinding, []),
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

/** Kinds whose strategy allows a PUT to create (kubernetes v1.35 `AllowCreateOnUpdate`). */
const CREATED_BY_UPDATE: ReadonlySet<string> = new Set(
  [KUBERNETES.service, KUBERNETES.endpoints, KUBERNETES.event, ...Object.values(RBAC)].map(resourceId),
);

/** createsOnUpdate reports whether a PUT makes an object of a kind that is not there. */
export function createsOnUpdate(type: Pick<ResourceType, 'group' | 'resource'>): boolean {
  return CREATED_BY_UPDATE.has(resourceId(type));
}

/** sameType reports whether two types are one resource; the version does not matter. */
export function sameType(
  left: Pick<ResourceType, 'group' | 'resource'>,
  right: Pick<ResourceType, 'group' | 'resource'>,
): boolean {
  return resourceId(left) === resourceId(right);
}
