import { createHash } from 'node:crypto';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type {
  TrimmedConfiguration,
  TrimmedContainer,
  TrimmedDomainMapping,
  TrimmedKIngress,
  TrimmedPodAutoscaler,
  TrimmedRevision,
  TrimmedService,
  TrimmedTemplate,
} from '#lib/knative/trimmed.ts';
import type {
  Configuration,
  Container,
  CoreEvent,
  KIngress,
  KnativeService,
  PodAutoscaler,
  Revision,
  RevisionTemplate,
  Route,
} from '#lib/knative/types.ts';
import { maskMessages } from '#lib/kubernetes/mask-messages.ts';
import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { pick, trimMetadata, trimServiceMetadata } from '#server/kubernetes/trim-metadata.ts';
import { trimPod } from '#server/kubernetes/trim-pod.ts';

// What is kept of each incoming object. Every kept field stays at its place in the wire format, so that lib/view projects a trimmed object
// like a complete one. `spec.traffic` is kept unchanged.

type Trim<T extends KubeObject = KubeObject> = (object: KubeObject) => T;

/** Annotation on a trimmed `spec.template` that changes whenever anything in the full template does. */
export const TEMPLATE_HASH_ANNOTATION = 'sluice.dev/template-hash';

/**
 * trimFor returns a function that reduces a kind's objects for a tier, and masks secrets in their messages. A kind without its own views
 * keeps what the tree shows.
 */
export function trimFor<T extends KubeObject>(
  type: ResourceType<KubeObject, T>,
  tier: 'summary' | 'detail',
): Trim<T> {
  const id = resourceId(type);
  const trim = (tier === 'detail' ? DETAIL[id] : undefined) ?? SUMMARY[id] ?? trimNode;
  // The tables are keyed by type: the entry under a type's id returns what is kept of that type's objects.
  return (object) => maskMessages(trim(object)) as T;
}

// A watch of a kind's URL returns objects of that kind: the casts in the tables rely on that.

const SUMMARY: Partial<Record<string, Trim>> = {
  [resourceId(KNATIVE.service)]: (object) => trimService(object as KnativeService),
  [resourceId(KNATIVE.route)]: (object) => trimRoute(object as Route),
  [resourceId(KNATIVE.configuration)]: (object) => trimConfiguration(object as Configuration),
  [resourceId(KNATIVE.revision)]: (object) => trimRevision(object as Revision),
  [resourceId(KNATIVE.podAutoscaler)]: (object) => trimPodAutoscaler(object as PodAutoscaler),
  [resourceId(KNATIVE.kIngress)]: (object) => trimKIngress(object as KIngress),
  [resourceId(KNATIVE.domainMapping)]: (object) => trimDomainMapping(object as DomainMapping),
  [resourceId(KUBERNETES.pod)]: (object) => trimPod(object),
};

const DETAIL: Partial<Record<string, Trim>> = {
  [resourceId(KNATIVE.revision)]: (object) => ({ ...object, metadata: trimMetadata(object.metadata) }),
  [resourceId(KUBERNETES.event)]: (object) => trimEvent(object as CoreEvent),
};

function trimService(service: KnativeService): TrimmedService {
  const { apiVersion, kind, metadata, spec, status } = service;
  // The CRD's schema does not require a spec; the webhook that does may be gone.
  const { template, traffic } = spec ?? {};
  return {
    apiVersion,
    kind,
    metadata: trimServiceMetadata(metadata),
    spec: { template: trimTemplate(template), ...(traffic === undefined ? {} : { traffic }) },
    ...(status === undefined ? {} : { status }),
  };
}

function trimRoute({ apiVersion, kind, metadata, spec, status }: Route): Route {
  return {
    apiVersion,
    kind,
    metadata: trimMetadata(metadata),
    spec,
    ...(status === undefined ? {} : { status }),
  };
}

function trimConfiguration({
  apiVersion,
  kind,
  metadata,
  spec,
  status,
}: Configuration): TrimmedConfiguration {
  return {
    apiVersion,
    kind,
    metadata: trimMetadata(metadata),
    spec: { template: trimTemplate(spec?.template) },
    ...(status === undefined ? {} : { status }),
  };
}

function trimTemplate(template: RevisionTemplate | undefined): TrimmedTemplate {
  const hash = createHash('sha256')
    .update(JSON.stringify(template ?? null))
    .digest('base64url')
    .slice(0, 16);
  const name = template?.metadata?.name;
  return {
    metadata: {
      ...(name === undefined ? {} : { name }),
      annotations: { [TEMPLATE_HASH_ANNOTATION]: hash },
    },
    spec: { containers: (template?.spec?.containers ?? []).map(trimContainer) },
  };
}

/** Ports show which of several containers serves requests. */
function trimContainer({ name, image, ports }: Container): TrimmedContainer {
  return {
    ...(name === undefined ? {} : { name }),
    image,
    ...(ports === undefined ? {} : { ports }),
  };
}

const REVISION_ANNOTATIONS = [ANNOTATION.creator, ANNOTATION.routingStateModified, ANNOTATION.userImage];

function trimRevision({ apiVersion, kind, metadata, spec, status }: Revision): TrimmedRevision {
  const { conditions, actualReplicas, desiredReplicas, containerStatuses, observedGeneration } = status ?? {};
  const trimmed = trimMetadata(metadata);
  return {
    apiVersion,
    kind,
    metadata: { ...trimmed, annotations: pick(metadata.annotations, REVISION_ANNOTATIONS) },
    spec: { containers: (spec?.containers ?? []).map(trimContainer) },
    ...(status === undefined
      ? {}
      : {
          status: { observedGeneration, conditions, actualReplicas, desiredReplicas, containerStatuses },
        }),
  };
}

/** The autoscaler class used when none is named; nearly all objects have it. */
const KPA = 'kpa.autoscaling.knative.dev';

function trimPodAutoscaler({
  apiVersion,
  kind,
  metadata,
  spec,
  status,
}: PodAutoscaler): TrimmedPodAutoscaler {
  const { reachability } = spec ?? {};
  const { conditions, desiredScale, actualScale } = status ?? {};
  const autoscalerClass = metadata.annotations?.[ANNOTATION.autoscalerClass];
  const trimmed = trimMetadata(metadata);
  delete trimmed.annotations;
  if (autoscalerClass !== undefined && autoscalerClass !== KPA) {
    trimmed.annotations = { [ANNOTATION.autoscalerClass]: autoscalerClass };
  }
  return {
    apiVersion,
    kind,
    metadata: trimmed,
    spec: reachability === undefined ? {} : { reachability },
    ...(status === undefined ? {} : { status: { conditions, desiredScale, actualScale } }),
  };
}

const KINGRESS_ANNOTATIONS = [ANNOTATION.rollout, ANNOTATION.tagToHost, ANNOTATION.ingressClass];
/** Headers by which a split names its Revision (knative/networking v1.23 `pkg/activator`). */
const REVISION_HEADERS = ['Knative-Serving-Revision'];

function trimKIngress({ apiVersion, kind, metadata, spec, status }: KIngress): TrimmedKIngress {
  const rules = spec?.rules?.map(({ hosts, visibility, http }) => ({
    hosts,
    visibility,
    http: {
      paths: http?.paths?.map(({ headers, splits }) => ({
        ...(headers === undefined ? {} : { headers }),
        splits: splits?.map(({ serviceName, percent, appendHeaders }) => ({
          serviceName,
          percent,
          ...(appendHeaders === undefined ? {} : { appendHeaders: pick(appendHeaders, REVISION_HEADERS) }),
        })),
      })),
    },
  }));
  return {
    apiVersion,
    kind,
    metadata: { ...trimMetadata(metadata), annotations: pick(metadata.annotations, KINGRESS_ANNOTATIONS) },
    spec: rules === undefined ? {} : { rules },
    ...(status === undefined ? {} : { status: trimKIngressStatus(status) }),
  };
}

const LOAD_BALANCER = {};

/** Keeps only whether there are any load balancers: it means that the ingress has been ready once. While it is ready, that adds nothing. */
function trimKIngressStatus(status: NonNullable<KIngress['status']>): NonNullable<KIngress['status']> {
  const { observedGeneration, conditions, publicLoadBalancer, privateLoadBalancer } = status;
  const isReady =
    conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;
  return {
    observedGeneration,
    conditions,
    ...(isReady || publicLoadBalancer === undefined ? {} : { publicLoadBalancer: LOAD_BALANCER }),
    ...(isReady || privateLoadBalancer === undefined ? {} : { privateLoadBalancer: LOAD_BALANCER }),
  };
}

function trimDomainMapping({
  apiVersion,
  kind,
  metadata,
  spec,
  status,
}: DomainMapping): TrimmedDomainMapping {
  const trimmed = trimMetadata(metadata);
  delete trimmed.annotations;
  return {
    apiVersion,
    kind,
    metadata: trimmed,
    spec: { ref: spec?.ref },
    ...(status === undefined ? {} : { status }),
  };
}

function trimEvent(event: CoreEvent): CoreEvent {
  return { ...event, metadata: trimMetadata(event.metadata) };
}

/** Any other kind: its identity, its owner, and its conditions. */
function trimNode(object: KubeObject & { status?: { conditions?: Condition[] } }): KubeObject {
  const { apiVersion, kind, metadata, status } = object;
  const trimmed = trimMetadata(metadata);
  delete trimmed.annotations;
  const node: KubeObject & { status?: { conditions: Condition[] } } = { apiVersion, kind, metadata: trimmed };
  if (Array.isArray(status?.conditions)) node.status = { conditions: status.conditions };
  return node;
}
