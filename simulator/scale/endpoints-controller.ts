import { LABEL } from '#lib/knative/labels.ts';
import type { Pod } from '#lib/knative/types.ts';
import { KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import type { Controller } from '#simulator/knative/controller.ts';
import {
  type CoreService,
  type EndpointSubset,
  type Endpoints,
  findRevision,
  namespaceOf,
} from '#simulator/knative/wire.ts';
import { controllerReference, create, ensure, isGoing, remove } from '#simulator/knative/write.ts';
import { randomSuffix } from '#simulator/random.ts';
import { isPodReady } from '#simulator/scale/replica-set-controller.ts';

const SLICE_SERVICE = 'kubernetes.io/service-name';
const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by';

/** Kubernetes' endpoints and endpointslice controllers, for a Revision's private Service: the pods that are ready. */
export const endpointsController: Controller = {
  name: 'endpoint-controller',
  type: KUBERNETES.service,
  latencyMs: 10,
  watches: [
    {
      type: KUBERNETES.pod,
      concerns: (object) => {
        const revision = object.metadata.labels?.[LABEL.revision];
        return revision === undefined
          ? []
          : [{ namespace: object.metadata.namespace, name: `${revision}-private` }];
      },
    },
  ],
  reconcile(context, object) {
    const { spec } = object as unknown as CoreService;
    if (isGoing(object) || spec.selector === undefined) return undefined;
    const { name, labels } = object.metadata;
    const subsets = subsetsOf(readyPods(context, object));
    const namespace = namespaceOf(object);
    ensure(
      context,
      KUBERNETES.endpoints,
      { metadata: { name, namespace, labels }, subsets },
      WRITER.kubernetes,
    );
    ensureSlice(context, object, KUBERNETES.service, subsets, 'endpointslice-controller.k8s.io');
    return undefined;
  },
  // Endpoints have no owner: the controller that made them takes them away.
  gone(context, { namespace, name }) {
    const left = context.store.get(KUBERNETES.endpoints, namespace, name);
    if (left !== undefined && left.metadata.ownerReferences === undefined) {
      remove(context, KUBERNETES.endpoints, left, WRITER.kubernetes);
    }
  },
};

/** Kubernetes' endpointslicemirroring controller, for the Endpoints that Knative writes itself. */
export const endpointSliceMirror: Controller = {
  name: 'endpointslicemirroring-controller',
  type: KUBERNETES.endpoints,
  latencyMs: 10,
  watches: [],
  reconcile(context, object) {
    if (isGoing(object) || object.metadata.ownerReferences === undefined) return undefined;
    const { subsets = [] } = object as unknown as Endpoints;
    ensureSlice(context, object, KUBERNETES.endpoints, subsets, 'endpointslicemirroring-controller.k8s.io');
    return undefined;
  },
};

function readyPods(context: Context, service: StoredObject): Pod[] {
  const revisionName = service.metadata.labels?.[LABEL.revision];
  const revision =
    revisionName === undefined ? undefined : findRevision(context, namespaceOf(service), revisionName);
  if (revision === undefined) return [];
  return descendants(context, revision, ['Deployment', 'ReplicaSet', 'Pod'])
    .filter(isPodReady)
    .map((object) => object as unknown as Pod);
}

function descendants(context: Context, from: StoredObject, kinds: readonly string[]): StoredObject[] {
  return kinds.reduce<StoredObject[]>(
    (objects, kind) =>
      objects.flatMap((object) =>
        context.store
          .ownedBy(object.metadata.uid)
          .filter((owned) => owned.object.kind === kind)
          .map((owned) => owned.object),
      ),
    [from],
  );
}

const PORTS: EndpointSubset['ports'] = [
  { name: 'http', port: 8012, protocol: 'TCP' },
  { name: 'https', port: 8112, protocol: 'TCP' },
  { name: 'http-autometric', port: 9090, protocol: 'TCP' },
  { name: 'http-usermetric', port: 9091, protocol: 'TCP' },
  { name: 'http-istio', port: 8012, protocol: 'TCP' },
];

function subsetsOf(pods: readonly Pod[]): EndpointSubset[] {
  if (pods.length === 0) return [];
  const addresses = pods.map(({ metadata, spec, status }) => ({
    ip: (status as { podIP?: string } | undefined)?.podIP ?? '',
    nodeName: spec?.nodeName ?? '',
    targetRef: {
      kind: 'Pod',
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      uid: metadata.uid,
    },
  }));
  return [{ addresses, ports: PORTS }];
}

function ensureSlice(
  context: Context,
  owner: StoredObject,
  ownerType: ResourceType,
  subsets: readonly EndpointSubset[],
  manager: string,
): void {
  const found = context.store
    .ownedBy(owner.metadata.uid)
    .find(({ object }) => object.kind === KUBERNETES.endpointSlice.kind)?.object;
  const endpoints = subsets.flatMap(({ addresses }) =>
    addresses.map(({ ip, nodeName, targetRef }) => ({
      addresses: [ip],
      conditions: { ready: true, serving: true, terminating: false },
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    })),
  );
  const draft = {
    metadata: {
      name: found?.metadata.name ?? `${owner.metadata.name}-${randomSuffix(context.random)}`,
      namespace: namespaceOf(owner),
      labels: { ...owner.metadata.labels, [SLICE_SERVICE]: owner.metadata.name, [SLICE_MANAGER]: manager },
      ownerReferences: [{ ...controllerReference(owner), kind: ownerType.kind }],
    },
    addressType: 'IPv4',
    endpoints,
    ports: subsets[0]?.ports ?? [],
  };
  if (found === undefined) create(context, KUBERNETES.endpointSlice, draft, WRITER.kubernetes);
  else ensure(context, KUBERNETES.endpointSlice, draft, WRITER.kubernetes);
}
