import { isDeepStrictEqual } from 'node:util';
import { LABEL } from '#lib/knative/labels.ts';
import type { Pod } from '#lib/knative/types.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Stored, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { formatTime } from '#simulator/apimachinery/time.ts';
import type {
  CoreService,
  EndpointAddress,
  EndpointSubset,
  Endpoints,
} from '#simulator/apimachinery/wire-types.ts';
import type { Context } from '#simulator/controllers/context.ts';
import type { Controller } from '#simulator/controllers/controller.ts';
import { privateServiceName } from '#simulator/controllers/names.ts';
import { findRevision, namespaceOf } from '#simulator/controllers/wire.ts';
import { controllerReference, create, isTerminating, remove } from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { isPodReady } from '#simulator/kubernetes/replica-set-controller.ts';
import { randomSuffix } from '#simulator/runtime/random.ts';

const LAST_CHANGE = 'endpoints.kubernetes.io/last-change-trigger-time';
const ENDPOINTS_MANAGER = 'endpoints.kubernetes.io/managed-by';
const SLICE_SERVICE = 'kubernetes.io/service-name';
const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by';

/** Kubernetes' endpoints and endpointslice controllers for a Revision's private Service: its ready pods. */
export const endpointsController: Controller<CoreService> = {
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
          : [{ namespace: object.metadata.namespace, name: privateServiceName(revision) }];
      },
    },
  ],
  reconcile(context, object) {
    const { spec } = object;
    if (isTerminating(object) || spec.selector === undefined) return undefined;
    const { name, labels } = object.metadata;
    const subsets = subsetsOf(object, podsBehind(context, object));
    const namespace = namespaceOf(object);
    const found = context.store.get(KUBERNETES.endpoints, namespace, name);
    const annotations: Record<string, string> =
      subsets.length === 0 ? {} : { [LAST_CHANGE]: formatTime(context.clock.now()) };
    const own = { annotations, labels: { ...labels, [ENDPOINTS_MANAGER]: 'endpoint-controller' } };
    const fields = subsets.length === 0 ? {} : { subsets };
    if (found === undefined) {
      create(
        context,
        KUBERNETES.endpoints,
        { metadata: { name, namespace, ...own }, ...fields },
        WRITER.kubernetes,
      );
    } else if (!isDeepStrictEqual(found.subsets ?? [], subsets)) {
      const { subsets: _before, ...rest } = found;
      const next = { ...rest, ...fields, metadata: { ...rest.metadata, ...own } };
      context.store.update(KUBERNETES.endpoints, next, WRITER.kubernetes);
    }
    ensureSlice(context, object, subsets, OF_SERVICES, annotations);
    return undefined;
  },
  // Endpoints have no owner: the controller that created them deletes them.
  gone(context, { namespace, name }) {
    const left = context.store.get(KUBERNETES.endpoints, namespace, name);
    if (left !== undefined && left.metadata.ownerReferences === undefined) {
      remove(context, KUBERNETES.endpoints, left, WRITER.kubernetes);
    }
  },
};

/** Kubernetes' endpointslicemirroring controller, for the Endpoints that Knative writes itself. */
export const endpointSliceMirror: Controller<Endpoints> = {
  name: 'endpointslicemirroring-controller',
  type: KUBERNETES.endpoints,
  latencyMs: 10,
  watches: [],
  reconcile(context, object) {
    if (isTerminating(object) || object.metadata.ownerReferences === undefined) return undefined;
    const { subsets = [] } = object;
    const slice = sliceOf(context, object);
    if (subsets.length > 0)
      ensureSlice(context, object, subsets, OF_ENDPOINTS, object.metadata.annotations ?? {});
    // A slice without addresses is deleted.
    else if (slice !== undefined) remove(context, KUBERNETES.endpointSlice, slice, WRITER.kubernetes);
    return undefined;
  },
};

/** podsBehind returns a Revision's pods that have an address and are not terminating. */
function podsBehind(context: Context, service: Stored<CoreService>): Stored<Pod>[] {
  const revisionName = service.metadata.labels?.[LABEL.revision];
  const revision =
    revisionName === undefined ? undefined : findRevision(context, namespaceOf(service), revisionName);
  if (revision === undefined) return [];
  const { store } = context;
  return store
    .ownedBy(revision.metadata.uid, KUBERNETES.deployment)
    .flatMap(({ metadata }) => store.ownedBy(metadata.uid, KUBERNETES.replicaSet))
    .flatMap(({ metadata }) => store.ownedBy(metadata.uid, KUBERNETES.pod))
    .filter((pod) => !isTerminating(pod) && addressText(pod) !== '');
}

const ORDER = ['http', 'http-autometric', 'http-usermetric', 'https', 'http-istio'];

/** portsOf maps a Service's ports to its pods' ports; a named target port resolves to the container port of that name. */
function portsOf(service: Stored<CoreService>, pod: Pod | undefined): EndpointSubset['ports'] {
  const { ports = [] } = service.spec;
  const named = pod?.spec?.containers?.flatMap(({ ports: own = [] }) => own) ?? [];
  // The endpoints controller orders a set's ports by hash; among Knative's ports that puts the secure one after the metrics port.
  const rank = ({ name }: { name: string }): number => ORDER.indexOf(name) + 1;
  const sorted = [...ports].sort((a, b) => rank(a) - rank(b));
  return sorted.map(({ name, protocol = 'TCP', targetPort }) => ({
    name,
    port:
      typeof targetPort === 'number'
        ? targetPort
        : (named.find((own) => own.name === targetPort)?.containerPort ?? 0),
    protocol,
  }));
}

/** subsetsOf splits pods into those that serve, and those that have an address but are not ready. */
function subsetsOf(service: Stored<CoreService>, pods: readonly Stored<Pod>[]): EndpointSubset[] {
  if (pods.length === 0) return [];
  const ready = pods.filter(isPodReady).map(addressOf);
  const notReady = pods.filter((pod) => !isPodReady(pod)).map(addressOf);
  return [
    {
      ...(ready.length === 0 ? {} : { addresses: ready }),
      ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
      ports: portsOf(service, pods[0]),
    },
  ];
}

function addressOf(pod: Stored<Pod>): EndpointAddress {
  const { metadata, spec } = pod;
  const { namespace = '', name, uid } = metadata;
  return {
    ip: addressText(pod),
    nodeName: spec?.nodeName ?? '',
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function addressText({ status }: Stored<Pod>): string {
  return (status as { podIP?: string } | undefined)?.podIP ?? '';
}

/** The slice manager for an owner kind, and the conditions that it writes for a ready address and one that is not ready. */
interface SliceManager {
  ownerType: ResourceType;
  name: string;
  ready: object;
  notReady: object;
}

const OF_SERVICES: SliceManager = {
  ownerType: KUBERNETES.service,
  name: 'endpointslice-controller.k8s.io',
  ready: { ready: true, serving: true, terminating: false },
  notReady: { ready: false, serving: false, terminating: false },
};
const OF_ENDPOINTS: SliceManager = {
  ownerType: KUBERNETES.endpoints,
  name: 'endpointslicemirroring-controller.k8s.io',
  ready: { ready: true },
  notReady: { ready: false },
};

function sliceOf(context: Context, owner: StoredObject): StoredObject | undefined {
  return context.store.ownedBy(owner.metadata.uid, KUBERNETES.endpointSlice)[0];
}

function ensureSlice(
  context: Context,
  owner: StoredObject,
  subsets: readonly EndpointSubset[],
  { ownerType, name: manager, ready, notReady }: SliceManager,
  annotations: Record<string, string>,
): void {
  const { name, labels } = owner.metadata;
  const endpointsOf = (addresses: readonly EndpointAddress[], conditions: object): object[] =>
    addresses.map(({ ip, nodeName, targetRef }) => ({
      addresses: [ip],
      conditions,
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    }));
  const endpoints = subsets.flatMap(({ addresses = [], notReadyAddresses = [] }) => [
    ...endpointsOf(addresses, ready),
    ...endpointsOf(notReadyAddresses, notReady),
  ]);
  const metadata = {
    namespace: namespaceOf(owner),
    labels: { ...labels, [SLICE_SERVICE]: name, [SLICE_MANAGER]: manager },
    annotations,
    ownerReferences: [{ ...controllerReference(owner), kind: ownerType.kind }],
  };
  const fields = {
    addressType: 'IPv4',
    endpoints: endpoints.length === 0 ? null : endpoints,
    ports: subsets[0]?.ports ?? null,
  };
  const found = sliceOf(context, owner);
  if (found === undefined) {
    const generateName = `${name}-`;
    const draft = {
      metadata: { ...metadata, generateName, name: generateName + randomSuffix(context.random) },
    };
    create(context, KUBERNETES.endpointSlice, { ...draft, ...fields }, WRITER.kubernetes);
  } else if (!isDeepStrictEqual([found['endpoints'], found['ports']], [fields.endpoints, fields.ports])) {
    const next = { ...found, ...fields, metadata: { ...found.metadata, ...metadata } };
    context.store.update(KUBERNETES.endpointSlice, next, WRITER.kubernetes);
  }
}
