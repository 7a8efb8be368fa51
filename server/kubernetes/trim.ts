import { createHash } from 'node:crypto';
import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { ANNOTATION } from '#lib/knative/labels.ts';
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
import { KNATIVE, KUBERNETES, type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { pick, trimMetadata, trimServiceMetadata } from '#server/kubernetes/trim-metadata.ts';
import { trimPod } from '#server/kubernetes/trim-pod.ts';

// What is kept of each object on its way in. Every kept field stands where it stands on the wire, so that lib/view projects
// a trimmed object as it projects the whole one. `spec.traffic` is kept as it is.

type Trim = (object: KubeObject) => KubeObject;

/** Annotation of a trimmed `spec.template` that changes whenever anything in the whole template does. */
export const TEMPLATE_HASH_ANNOTATION = 'sluice.dev/template-hash';

/**
 * trimFor returns what reduces a kind's objects for a tier, and masks secrets in their sentences. A kind without views of its own
 * keeps what the tree shows.
 */
export function trimFor(type: ResourceType, tier: 'summary' | 'detail'): Trim {
  const id = resourceId(type);
  // What a watch of a kind's URL returns is of that kind: the casts in the tables say so.
  const trim = (tier === 'detail' ? DETAIL[id] : undefined) ?? SUMMARY[id] ?? trimNode;
  return (object) => maskMessages(trim(object));
}

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

function trimService(service: KnativeService): KnativeService {
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

function trimConfiguration({ apiVersion, kind, metadata, spec, status }: Configuration): Configuration {
  return {
    apiVersion,
    kind,
    metadata: trimMetadata(metadata),
    spec: { template: trimTemplate(spec?.template) },
    ...(status === undefined ? {} : { status }),
  };
}

function trimTemplate(template: RevisionTemplate | undefined): RevisionTemplate {
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

/** Ports tell which of several containers serves. */
function trimContainer({ name, image, ports }: Container): Container {
  return {
    ...(name === undefined ? {} : { name }),
    image,
    ...(ports === undefined ? {} : { ports }),
  };
}

const REVISION_ANNOTATIONS = [ANNOTATION.creator, ANNOTATION.routingStateModified, ANNOTATION.userImage];

function trimRevision({ apiVersion, kind, metadata, spec, status }: Revision): Revision {
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

/** The class that is taken where none is named: nearly all have it. */
const KPA = 'kpa.autoscaling.knative.dev';

function trimPodAutoscaler({ apiVersion, kind, metadata, spec, status }: PodAutoscaler): PodAutoscaler {
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
/** The header by which a split names its Revision (knative/networking v1.23 `pkg/activator`). */
const REVISION_HEADERS = ['Knative-Serving-Revision'];

function trimKIngress({ apiVersion, kind, metadata, spec, status }: KIngress): KIngress {
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

/** Of the load balancers that there are some: it means that the ingress was ready once. While it is ready that says nothing more. */
function trimKIngressStatus(status: NonNullable<KIngress['status']>): NonNullable<KIngress['status']> {
  const { observedGeneration, conditions, publicLoadBalancer, privateLoadBalancer } = status;
  const isReady = conditions?.some((it) => it.type === 'Ready' && it.status === 'True') === true;
  return {
    observedGeneration,
    conditions,
    ...(isReady || publicLoadBalancer === undefined ? {} : { publicLoadBalancer: LOAD_BALANCER }),
    ...(isReady || privateLoadBalancer === undefined ? {} : { privateLoadBalancer: LOAD_BALANCER }),
  };
}

function trimDomainMapping({ apiVersion, kind, metadata, spec, status }: DomainMapping): KubeObject {
  const trimmed = trimMetadata(metadata);
  delete trimmed.annotations;
  const mapping: Partial<DomainMapping> = {
    spec: { ref: spec?.ref },
    ...(status === undefined ? {} : { status }),
  };
  return { apiVersion, kind, metadata: trimmed, ...mapping };
}

function trimEvent(event: CoreEvent): CoreEvent {
  return { ...event, metadata: trimMetadata(event.metadata) };
}

/** Any other kind: who it is, whose it is, and its conditions. */
function trimNode(object: KubeObject & { status?: { conditions?: Condition[] } }): KubeObject {
  const { apiVersion, kind, metadata, status } = object;
  const trimmed = trimMetadata(metadata);
  delete trimmed.annotations;
  const node: KubeObject & { status?: { conditions: Condition[] } } = { apiVersion, kind, metadata: trimmed };
  if (Array.isArray(status?.conditions)) node.status = { conditions: status.conditions };
  return node;
}
