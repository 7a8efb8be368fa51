import { LABEL } from '#lib/knative/labels.ts';
import type { Stored } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { EndpointSubset, ServerlessService } from '#simulator/apimachinery/wire-types.ts';
import { controlledBy, namedByLabel } from '#simulator/controllers/controller.ts';
import { privateServiceName } from '#simulator/controllers/names.ts';
import { namespaceOf } from '#simulator/controllers/wire.ts';
import {
  change,
  controllerReference,
  create,
  type Draft,
  isTerminating,
  writeStatus,
} from '#simulator/controllers/write.ts';
import { WRITER } from '#simulator/controllers/writers.ts';
import { ACTIVATOR_SERVICE, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import { ConditionSet, observe } from '#simulator/knative/reconciler/condition-set.ts';
import type { Context } from '#simulator/knative/reconciler/context.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { servingPortOf } from '#simulator/knative/revision/queue-proxy.ts';

const NOT_READY = 'K8s Service is not ready';

const RETRY_MS = 1000;

/** Knative's ServerlessService: a public Service backed by the pods, or by the activator when there are none. */
export const serverlessServiceController: Controller<ServerlessService> = {
  name: 'serverlessservice-controller',
  type: KNATIVE.serverlessService,
  latencyMs: 10,
  watches: [
    { type: KUBERNETES.service, concerns: controlledBy(KNATIVE.serverlessService) },
    { type: KUBERNETES.endpoints, concerns: namedByLabel(LABEL.serverlessService) },
  ],
  reconcile(context, object) {
    if (isTerminating(object)) return undefined;
    const { name } = object.metadata;
    const { status } = object;
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
    // The endpoints controller is about to create them; the status can wait.
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
  // Keeps what the API server defaulted.
  const next = { ...found, spec: { ...found.spec, ...(draft['spec'] as object) } };
  change(context, KUBERNETES.service, found, next, WRITER.knative);
}

/**
 * reconcileEndpoints copies the pods' or the activator's addresses into the public Endpoints; false when the private ones do not exist yet.
 */
function reconcileEndpoints(
  context: Context,
  object: Stored<ServerlessService>,
  privateName: string,
  conditions: ConditionSet,
): boolean {
  const { spec } = object;
  const { name } = object.metadata;
  const namespace = namespaceOf(object);
  const source = context.store.get(KUBERNETES.endpoints, namespace, privateName);
  if (source === undefined) return false;
  const serving = source.subsets ?? [];
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
    const next = subsets.length === 0 ? rest : { ...rest, subsets };
    change(context, KUBERNETES.endpoints, found, next, WRITER.knative);
  }
  if (hasPods) conditions.markTrue('EndpointsPopulated');
  else conditions.markUnknown('EndpointsPopulated', 'NoHealthyBackends', NOT_READY);
  // Upstream uses the same reason and message for both statuses.
  const why = { reason: 'ActivatorEndpointsPopulated', message: 'Revision is backed by Activator' };
  const isBacked = !hasPods || spec.mode === 'Proxy';
  conditions.setInfo('ActivatorEndpointsPopulated', isBacked ? 'True' : 'False', why);
  return true;
}

/** activatorSubsets returns the activator's addresses, the same for every Revision; empty in a cluster whose activator Service has none. */
function activatorSubsets(context: Context): EndpointSubset[] {
  const found = context.store.get(KUBERNETES.endpoints, SYSTEM_NAMESPACE, ACTIVATOR_SERVICE);
  return found?.subsets ?? [];
}

/** servingPorts keeps only queue-proxy's request ports, which is all that the public Endpoints expose. */
function servingPorts({ ports, ...rest }: EndpointSubset, protocol: string): EndpointSubset {
  const requestPorts = [servingPortOf(protocol), 8112];
  return { ...rest, ports: ports.filter((port) => requestPorts.includes(port.port)) };
}

function metadataFor(
  object: Stored<ServerlessService>,
  name: string,
  type: 'Public' | 'Private',
): Draft['metadata'] {
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

/** requestPort returns the port for requests; its name tells service meshes the protocol (knative.dev/networking `pkg/http`). */
function requestPort({ protocolType }: ServerlessService['spec'], suffix = ''): object {
  const target = servingPortOf(protocolType);
  const isHttp2 = protocolType === 'h2c';
  const name = isHttp2 ? 'http2' : 'http';
  if (suffix !== '') return port(`${name}${suffix}`, target, target);
  return { ...port(name, 80, target), ...(isHttp2 ? { appProtocol: 'kubernetes.io/h2c' } : {}) };
}

function publicService(object: Stored<ServerlessService>): Draft {
  const { spec } = object;
  return {
    metadata: metadataFor(object, object.metadata.name, 'Public'),
    spec: { ports: [requestPort(spec), port('https', 443, 8112)] },
  };
}

function privateService(context: Context, object: Stored<ServerlessService>, name: string): Draft {
  const { spec } = object;
  const { objectRef } = spec;
  const deployment = context.store.get(KUBERNETES.deployment, namespaceOf(object), objectRef.name);
  const selector = deployment?.spec.selector.matchLabels;
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

function publicEndpoints(object: Stored<ServerlessService>, subsets: EndpointSubset[]): Draft {
  return {
    metadata: metadataFor(object, object.metadata.name, 'Public'),
    ...(subsets.length === 0 ? {} : { subsets }),
  };
}
