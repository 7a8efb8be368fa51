import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';

/** What a DomainMapping points at (`knative.dev/pkg` `apis/duck/v1/knative_reference.go`). */
export interface KReference {
  kind: string;
  name: string;
  namespace?: string;
  apiVersion?: string;
  group?: string;
  address?: string;
}

/** A host of one's own for something that has an address; the host is its name (`pkg/apis/serving/v1beta1/domainmapping_types.go`). */
export interface DomainMapping extends KubeObject {
  spec: { ref: KReference; tls?: { secretName: string } };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    url?: string;
    address?: { url?: string };
  };
}
