import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import type {
  Configuration,
  ContainerStatus,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
} from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';

// What the server keeps in memory for each object of the summary tier. server/kubernetes/trim.ts creates these; lib/view reads them. Every
// kept field has the same path as on the wire, so a whole object is also a valid trimmed one. A view that reads another field does not
// compile: add the field here and there first.

/** A container's name, its image, and its ports, which show which of several containers serves. */
export type TrimmedContainer = Pick<Revision['spec']['containers'][number], 'name' | 'image' | 'ports'>;

/** A template's name, a hash of the whole template (an annotation that Sluice adds), and its containers. */
export type TrimmedTemplate = {
  metadata?: { name?: string; annotations?: Record<string, string> };
  spec: { containers: TrimmedContainer[] };
};

export interface TrimmedService extends KubeObject {
  spec: { template: TrimmedTemplate; traffic?: KnativeService['spec']['traffic'] };
  status?: KnativeService['status'];
}

export interface TrimmedConfiguration extends KubeObject {
  spec: { template: TrimmedTemplate };
  status?: Configuration['status'];
}

export interface TrimmedRevision extends KubeObject {
  spec: { containers: TrimmedContainer[] };
  status?: Pick<
    NonNullable<Revision['status']>,
    'observedGeneration' | 'conditions' | 'actualReplicas' | 'desiredReplicas' | 'containerStatuses'
  >;
}

export interface TrimmedPodAutoscaler extends KubeObject {
  spec: Pick<PodAutoscaler['spec'], 'reachability'>;
  status?: Pick<NonNullable<PodAutoscaler['status']>, 'conditions' | 'desiredScale' | 'actualScale'>;
}

export interface TrimmedKIngress extends KubeObject {
  spec: Pick<KIngress['spec'], 'rules'>;
  status?: KIngress['status'];
}

export interface TrimmedDomainMapping extends KubeObject {
  spec: Pick<DomainMapping['spec'], 'ref'>;
  status?: DomainMapping['status'];
}

export interface TrimmedPod extends KubeObject {
  status?: Pick<NonNullable<Pod['status']>, 'phase' | 'reason' | 'message' | 'conditions'> & {
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}
