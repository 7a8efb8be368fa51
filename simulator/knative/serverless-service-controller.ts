import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { ConditionSet, observe } from '#simulator/knative/condition-set.ts';
import { ACTIVATOR_SERVICE, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { type Controller, controlledBy, namedByLabel } from '#simulator/knative/controller.ts';
import { privateServiceName } from '#simulator/knative/names.ts';
import { servingPortOf } from '#simulator/knative/queue-proxy.ts';
import {
  type Deployment,
  type EndpointSubset,
  type Endpoints,
  namespaceOf,
  type ServerlessService,
} from '#simulator/knative/wire.ts';
import {
  change,
  controllerReference,
  create,
  type Draft,
  isGoing,
  writeStatus,
} from '#simulator/knative/write.ts';

const NOT_READY = 'K8s Service is not ready';

const RETRY_MS = 1000;

/** Knative's ServerlessService: a public Service backed by the pods or, without them, by the activator. */
export const serverlessServiceController: Controller = {
  name: 'serverlessservice-controller',
  type: KNATIVE.serverlessService,
  latencyMs: 10,
  watches: [
    { type: KUBERNETES.service, concerns: controlledBy(KNATIVE.serverlessService) },
    { type: KUBERNETES.endpoints, concerns: namedByLabel(LABEL.serverlessService) },
  ],
  reconcile(context, object) {
    if (isGoing(object)) return undefined;
    const { name } = object.metadata;
    const { status } = object as unknown as ServerlessService;
    const conditions = new ConditionSet(['EndpointsPopulated'], status?.conditions, context.clock.now());
    observe(conditions, object);
    const privateName = privateServiceName(name);
    ensureService(
      context,
      privateService(context, object, privateName),
      conditions,
      'CreatingPrivateService',
    );
    ensureService(context, publicService(object), conditions, 'CreatingPublicService');
    // The endpoints controller is about to make them; the status can wait for it.
    if (!reconcileEndpoints(context, object, privateName, conditions)) return RETRY_MS;
    const observedGeneration = object.metadata.generation ?? 1;
    const names = { serviceName: name, privateServiceName: privateName };
    const next = { ...names, observedGeneration, conditions: conditions.list() };
    writeStatus(context, KNATIVE.serverlessService, object, next, WRITER.knative);
    return undefined;
  },
};

function ensureService(context: Context, draft: Draft, conditions: ConditionSet, reason: string): void {
  const { namespace, name } = draft.metadata;
  const found = context.store.get(KUBERNETES.service, namespace, name);
  if (found === undefined) {
    conditions.markUnknown('EndpointsPopulated', reason, NOT_READY);
    create(context, KUBERNETES.service, draft, WRITER.knative);
    return;
  }
  // What the API server filled in stays.
  const spec = { ...(found['spec'] as object), ...(draft['spec'] as object) };
  change(context, KUBERNETES.service, found, { ...found, spec }, WRITER.knative);
}

/** Fills the public Endpoints with the pods, or the activator's; false when the private ones are not there yet. */
function reconcileEndpoints(
  context: Context,
  object: StoredObject,
  privateName: string,
  conditions: ConditionSet,
): boolean {
  const { spec } = object as unknown as ServerlessService;
  const { name } = object.metadata;
  const namespace = namespaceOf(object);
  const source = context.store.get(KUBERNETES.endpoints, namespace, privateName);
  if (source === undefined) return false;
  const serving = (source as unknown as Endpoints).subsets ?? [];
  const hasPods = serving.some(({ addresses = [] }) => addresses.length > 0);
  const activators = activatorSubsets(context);
  const isProxied = activators.length > 0 && (spec.mode === 'Proxy' || !hasPods);
  const subsets = (isProxied ? activators : serving).map((subset) => servingPorts(subset, spec.protocolType));
  const found = context.store.get(KUBERNETES.endpoints, namespace, name);
  if (found === undefined) {
    conditions.markUnknown('EndpointsPopulated', 'CreatingPublicEndpoints', NOT_READY);
    create(context, KUBERNETES.endpoints, publicEndpoints(object, subsets), WRITER.knative);
  } else {
    const { subsets: _before, ...rest } = found;
    const next = (subsets.length === 0 ? rest : { ...rest, subsets }) as StoredObject;
    change(context, KUBERNETES.endpoints, found, next, WRITER.knative);
  }
  if (hasPods) conditions.markTrue('EndpointsPopulated');
  else conditions.markUnknown('EndpointsPopulated', 'NoHealthyBackends', NOT_READY);
  // Upstream says the same words of both.
  const why = { reason: 'ActivatorEndpointsPopulated', message: 'Revision is backed by Activator' };
  const isBacked = !hasPods || spec.mode === 'Proxy';
  conditions.setInfo('ActivatorEndpointsPopulated', isBacked ? 'True' : 'False', why);
  return true;
}

/** Where the activator answers, the same for every Revision; nowhere in a cluster where its Service has no addresses. */
function activatorSubsets(context: Context): EndpointSubset[] {
  const found = context.store.get(KUBERNETES.endpoints, SYSTEM_NAMESPACE, ACTIVATOR_SERVICE);
  return (found as unknown as Endpoints | undefined)?.subsets ?? [];
}

/** The public Endpoints lead to queue-proxy's ports for requests only. */
function servingPorts({ ports, ...rest }: EndpointSubset, protocol: string): EndpointSubset {
  const wanted = [servingPortOf(protocol), 8112];
  return { ...rest, ports: ports.filter((each) => wanted.includes(each.port)) };
}

function metadataFor(object: StoredObject, name: string, type: 'Public' | 'Private'): Draft['metadata'] {
  return {
    name,
    namespace: namespaceOf(object),
    labels: {
      ...object.metadata.labels,
      [LABEL.serverlessService]: object.metadata.name,
      [LABEL.serviceType]: type,
    },
    annotations: { ...object.metadata.annotations },
    ownerReferences: [controllerReference(object)],
  };
}

const port = (name: string, number: number, targetPort: number | string): object => ({
  name,
  port: number,
  targetPort,
  protocol: 'TCP',
});

/** The port for requests, as its name tells service meshes (knative.dev/networking `pkg/http`). */
function requestPort({ protocolType }: ServerlessService['spec'], suffix = ''): object {
  const target = servingPortOf(protocolType);
  const isHttp2 = protocolType === 'h2c';
  const name = isHttp2 ? 'http2' : 'http';
  if (suffix !== '') return port(`${name}${suffix}`, target, target);
  return { ...port(name, 80, target), ...(isHttp2 ? { appProtocol: 'kubernetes.io/h2c' } : {}) };
}

function publicService(object: StoredObject): Draft {
  const { spec } = object as unknown as ServerlessService;
  return {
    metadata: metadataFor(object, object.metadata.name, 'Public'),
    spec: { ports: [requestPort(spec), port('https', 443, 8112)] },
  };
}

function privateService(context: Context, object: StoredObject, name: string): Draft {
  const { spec } = object as unknown as ServerlessService;
  const { objectRef } = spec;
  const deployment = context.store.get(KUBERNETES.deployment, namespaceOf(object), objectRef.name);
  const selector = (deployment as unknown as Deployment | undefined)?.spec.selector.matchLabels;
  return {
    metadata: metadataFor(object, name, 'Private'),
    spec: {
      ...(selector === undefined ? {} : { selector }),
      ports: [
        requestPort(spec),
        port('https', 443, 8112),
        port('http-autometric', 9090, 'http-autometric'),
        port('http-usermetric', 9091, 'http-usermetric'),
        requestPort(spec, '-istio'),
      ],
    },
  };
}

function publicEndpoints(object: StoredObject, subsets: EndpointSubset[]): Draft {
  return {
    metadata: metadataFor(object, object.metadata.name, 'Public'),
    ...(subsets.length === 0 ? {} : { subsets }),
  };
}
