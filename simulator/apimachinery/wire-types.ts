import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';

// Wire types of kinds that only the embedded cluster inspects, reduced to the fields that it reads (k8s.io/api v0.35 `core/v1`,
// `apps/v1`; knative.dev/networking `pkg/apis/networking/v1alpha1`, as knative/serving v0.50.0 requires it). The dashboard reads these kinds only for their metadata.

export interface PodTemplate {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: { containers: { name: string; image: string; [field: string]: unknown }[]; [field: string]: unknown };
}

interface WorkloadStatus {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  terminatingReplicas?: number;
  conditions?: Condition[];
}

/** A condition of a Deployment's status. */
export interface DeploymentCondition extends Condition {
  lastUpdateTime: string;
}

export interface Deployment extends KubeObject {
  spec: {
    /** The API server defaults it, and the deadline and limit below. */
    replicas: number;
    progressDeadlineSeconds: number;
    revisionHistoryLimit: number;
    selector: { matchLabels: Record<string, string> };
    template: PodTemplate;
    paused?: boolean;
    strategy?: {
      type?: string;
      rollingUpdate?: { maxSurge?: string | number; maxUnavailable?: string | number };
    };
  };
  status?: WorkloadStatus & { conditions?: DeploymentCondition[] };
}

export interface ReplicaSet extends KubeObject {
  spec: { replicas: number; selector: { matchLabels: Record<string, string> }; template: PodTemplate };
  status?: WorkloadStatus;
}

export interface CoreService extends KubeObject {
  spec: {
    selector?: Record<string, string>;
    ports?: { name: string; protocol?: string; targetPort?: number | string }[];
  };
}

export interface EndpointAddress {
  ip: string;
  nodeName?: string;
  targetRef?: Record<string, string>;
}

/** One subset of core/v1 Endpoints. */
export interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports: { name: string; port: number; protocol: string }[];
}

export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[];
}

interface KnativeStatus {
  observedGeneration?: number;
  conditions?: Condition[];
}

export interface ServerlessService extends KubeObject {
  spec: { mode: 'Serve' | 'Proxy'; numActivators: number; objectRef: { name: string }; protocolType: string };
  status?: KnativeStatus & { serviceName?: string; privateServiceName?: string };
}

/** What the autoscaler measures (knative/serving `pkg/apis/autoscaling/v1alpha1/metric_types.go`). */
export interface Metric extends KubeObject {
  status?: KnativeStatus;
}

/** A Certificate, which requests a TLS certificate. */
export interface Certificate extends KubeObject {
  spec: { dnsNames: string[]; domain?: string; secretName: string };
  status?: KnativeStatus;
}

/** The claim of a domain by one namespace. */
export interface ClusterDomainClaim extends KubeObject {
  spec?: { namespace?: string };
}
