import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { AGE, at, type Column, listAt, pathColumn } from '#simulator/print/table.ts';

// additionalPrinterColumns of the CRDs of knative/serving, networking and caching v1.23 and of istio.

function ofReady(name: string, field: 'status' | 'reason'): Column {
  return {
    name,
    type: 'string',
    priority: 0,
    cell(object) {
      const ready = listAt(object, 'status', 'conditions').find(
        (condition) => at(condition, 'type') === 'Ready',
      );
      const value = at(ready, field);
      return typeof value === 'string' ? value : null;
    },
  };
}

const READY = [ofReady('Ready', 'status'), ofReady('Reason', 'reason')];
const text = (name: string, ...path: readonly string[]): Column => pathColumn(name, 'string', ...path);
const integer = (name: string, ...path: readonly string[]): Column => pathColumn(name, 'integer', ...path);

const COLUMNS: readonly (readonly [ResourceType, readonly Column[]])[] = [
  [
    KNATIVE.service,
    [
      text('URL', 'status', 'url'),
      text('LatestCreated', 'status', 'latestCreatedRevisionName'),
      text('LatestReady', 'status', 'latestReadyRevisionName'),
      ...READY,
    ],
  ],
  [KNATIVE.route, [text('URL', 'status', 'url'), ...READY]],
  [
    KNATIVE.configuration,
    [
      text('LatestCreated', 'status', 'latestCreatedRevisionName'),
      text('LatestReady', 'status', 'latestReadyRevisionName'),
      ...READY,
    ],
  ],
  [
    KNATIVE.revision,
    [
      text('Config Name', 'metadata', 'labels', 'serving.knative.dev/configuration'),
      text('Generation', 'metadata', 'labels', 'serving.knative.dev/configurationGeneration'),
      ...READY,
      integer('Actual Replicas', 'status', 'actualReplicas'),
      integer('Desired Replicas', 'status', 'desiredReplicas'),
    ],
  ],
  [KNATIVE.domainMapping, [text('URL', 'status', 'url'), ...READY]],
  [
    KNATIVE.podAutoscaler,
    [
      integer('DesiredScale', 'status', 'desiredScale'),
      integer('ActualScale', 'status', 'actualScale'),
      ...READY,
    ],
  ],
  [KNATIVE.metric, READY],
  [KNATIVE.kIngress, READY],
  [
    KNATIVE.serverlessService,
    [
      text('Mode', 'spec', 'mode'),
      integer('Activators', 'spec', 'numActivators'),
      text('ServiceName', 'status', 'serviceName'),
      text('PrivateServiceName', 'status', 'privateServiceName'),
      ...READY,
    ],
  ],
  [KNATIVE.certificate, READY],
  [KNATIVE.image, [text('Image', 'spec', 'image')]],
  [
    INGRESS_IMPLEMENTATION.virtualService,
    [text('Gateways', 'spec', 'gateways'), text('Hosts', 'spec', 'hosts'), AGE],
  ],
];

/** The columns of custom kinds, by resource id. */
export const CUSTOM_COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map(
  COLUMNS.map(([type, columns]) => [resourceId(type), columns]),
);
