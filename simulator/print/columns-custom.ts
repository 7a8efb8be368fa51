import { INGRESS_IMPLEMENTATION } from '#lib/knative/resources.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import type { PrinterColumn } from '#simulator/apimachinery/resources.ts';

// additionalPrinterColumns of the CRDs of knative/serving, networking and caching v1.23 and of istio.

const text = (name: string, jsonPath: string): PrinterColumn => ({ name, type: 'string', jsonPath });
const integer = (name: string, jsonPath: string): PrinterColumn => ({ name, type: 'integer', jsonPath });
const READY = [
  text('Ready', ".status.conditions[?(@.type=='Ready')].status"),
  text('Reason', ".status.conditions[?(@.type=='Ready')].reason"),
];

const COLUMNS: readonly (readonly [ResourceType, readonly PrinterColumn[]])[] = [
  [
    KNATIVE.service,
    [
      text('URL', '.status.url'),
      text('LatestCreated', '.status.latestCreatedRevisionName'),
      text('LatestReady', '.status.latestReadyRevisionName'),
      ...READY,
    ],
  ],
  [KNATIVE.route, [text('URL', '.status.url'), ...READY]],
  [
    KNATIVE.configuration,
    [
      text('LatestCreated', '.status.latestCreatedRevisionName'),
      text('LatestReady', '.status.latestReadyRevisionName'),
      ...READY,
    ],
  ],
  [
    KNATIVE.revision,
    [
      text('Config Name', '.metadata.labels.serving\\.knative\\.dev/configuration'),
      text('Generation', '.metadata.labels.serving\\.knative\\.dev/configurationGeneration'),
      ...READY,
      integer('Actual Replicas', '.status.actualReplicas'),
      integer('Desired Replicas', '.status.desiredReplicas'),
    ],
  ],
  [KNATIVE.domainMapping, [text('URL', '.status.url'), ...READY]],
  [
    KNATIVE.podAutoscaler,
    [
      integer('DesiredScale', '.status.desiredScale'),
      integer('ActualScale', '.status.actualScale'),
      ...READY,
    ],
  ],
  [KNATIVE.metric, READY],
  [KNATIVE.kIngress, READY],
  [
    KNATIVE.serverlessService,
    [
      text('Mode', '.spec.mode'),
      integer('Activators', '.spec.numActivators'),
      text('ServiceName', '.status.serviceName'),
      text('PrivateServiceName', '.status.privateServiceName'),
      ...READY,
    ],
  ],
  [KNATIVE.certificate, READY],
  [KNATIVE.image, [text('Image', '.spec.image')]],
  [
    INGRESS_IMPLEMENTATION.virtualService,
    [
      text('Gateways', '.spec.gateways'),
      text('Hosts', '.spec.hosts'),
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  ],
];

/** The columns of custom kinds, by resource id. */
export const CUSTOM_COLUMNS: ReadonlyMap<string, readonly PrinterColumn[]> = new Map(
  COLUMNS.map(([type, columns]) => [resourceId(type), columns]),
);
