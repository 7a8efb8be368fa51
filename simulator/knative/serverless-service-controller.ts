import { LABEL } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { StoredObject } from '#simulator/contract.ts';
import { ConditionSet } from '#simulator/knative/condition-set.ts';
import { type Context, WRITER } from '#simulator/knative/context.ts';
import { type Controller, controlledBy, namedByLabel } from '#simulator/knative/controller.ts';
import {
  type Deployment,
  type EndpointSubset,
  type Endpoints,
  namespaceOf,
  type ServerlessService,
} from '#simulator/knative/wire.ts';
import { controllerReference, type Draft, ensure, isGoing, writeStatus } from '#simulator/knative/write.ts';

const BACKED = { reason: 'ActivatorEndpointsPopulated', message: 'Revision is backed by Activator' };
const NOT_READY = 'K8s Service is not ready';

/** Where the activator answers; the same for every Revision in the cluster. */
const ACTIVATOR: EndpointSubset = {
  addresses: [{ ip: '10.245.1.7' }, { ip: '10.245.2.7' }],
  ports: [{ name: 'http', port: 8012, protocol: 'TCP' }],
};

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
    const namespace = namespaceOf(object);
    const { spec, status } = object as unknown as ServerlessService;
    const conditions = new ConditionSet(['EndpointsPopulated'], status?.conditions, context.clock.now());
    const privateName = `${name}-private`;
    ensure(context, KUBERNETES.service, privateService(context, object, privateName), WRITER.knative);
    ensure(context, KUBERNETES.service, publicService(object), WRITER.knative);
    const found = context.store.get(KUBERNETES.endpoints, namespace, privateName);
    const serving = (found as unknown as Endpoints | undefined)?.subsets ?? [];
    const hasPods = serving.some(({ addresses }) => addresses.length > 0);
    const isProxied = spec.mode === 'Proxy' || !hasPods;
    const subsets = isProxied ? [ACTIVATOR] : serving.map(servingOnly);
    ensure(context, KUBERNETES.endpoints, publicEndpoints(object, subsets), WRITER.knative);
    if (hasPods) conditions.markTrue('EndpointsPopulated');
    else conditions.markUnknown('EndpointsPopulated', 'NoHealthyBackends', NOT_READY);
    // The reason and the words are the same either way.
    if (isProxied) conditions.markTrue(BACKED.reason, BACKED);
    else conditions.markFalse(BACKED.reason, BACKED.reason, BACKED.message);
    writeStatus(
      context,
      KNATIVE.serverlessService,
      object,
      {
        serviceName: name,
        privateServiceName: privateName,
        observedGeneration: object.metadata.generation ?? 1,
        conditions: conditions.list(),
      },
      WRITER.knative,
    );
    return undefined;
  },
};

/** The public Service leads to the ports on which queue-proxy serves. */
function servingOnly({ addresses, ports }: EndpointSubset): EndpointSubset {
  const serving = ports.filter(({ port }) => port === 8012 || port === 8112);
  return { addresses, ports: serving };
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

function publicService(object: StoredObject): Draft {
  return {
    metadata: metadataFor(object, object.metadata.name, 'Public'),
    spec: { type: 'ClusterIP', ports: [port('http', 80, 8012), port('https', 443, 8112)] },
  };
}

function privateService(context: Context, object: StoredObject, name: string): Draft {
  const { objectRef } = (object as unknown as ServerlessService).spec;
  const deployment = context.store.get(KUBERNETES.deployment, namespaceOf(object), objectRef.name);
  const selector = (deployment as unknown as Deployment | undefined)?.spec.selector.matchLabels;
  return {
    metadata: metadataFor(object, name, 'Private'),
    spec: {
      type: 'ClusterIP',
      ...(selector === undefined ? {} : { selector }),
      ports: [
        port('http', 80, 8012),
        port('https', 443, 8112),
        port('http-autometric', 9090, 'http-autometric'),
        port('http-usermetric', 9091, 'http-usermetric'),
        port('http-istio', 8012, 8012),
      ],
    },
  };
}

function publicEndpoints(object: StoredObject, subsets: EndpointSubset[]): Draft {
  return { metadata: metadataFor(object, object.metadata.name, 'Public'), subsets };
}
