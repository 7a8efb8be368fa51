import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';

/** Target of a DomainMapping (`knative.dev/pkg` `apis/duck/v1/knative_reference.go`). */
export interface KReference {
  kind: string;
  name: string;
  namespace?: string;
  apiVersion?: string;
  group?: string;
  address?: string;
}

/** A custom host for something that has an address. The host is the object's name (`pkg/apis/serving/v1beta1/domainmapping_types.go`). */
export interface DomainMapping extends KubeObject {
  spec: { ref: KReference; tls?: { secretName: string } };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    url?: string;
    address?: { url?: string };
  };
}
