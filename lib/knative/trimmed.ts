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

// What the server keeps in memory of each object of the summary tier: server/kubernetes/trim.ts makes these, lib/view reads them. Every
// kept field stands where it stands on the wire, so a whole object is a trimmed one, too. A view that reads another field does not
// compile: keep the field here and there first.

/** Of a container who it is, what it runs, and its ports, which tell which of several containers serves. */
export type TrimmedContainer = Pick<Revision['spec']['containers'][number], 'name' | 'image' | 'ports'>;

/** Of a template its name, a hash of the whole (an annotation of Sluice's own), and its containers. */
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
