import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';

// Wire types: serving.knative.dev/v1 (knative/serving v1.23), reduced to the fields that Sluice reads. Fields are optional where the API
// has them optional. Components never see these types; they see lib/view.

/** One entry of a Route's routing table (`pkg/apis/serving/v1/route_types.go`). */
export interface TrafficTarget {
  tag?: string;
  revisionName?: string;
  configurationName?: string;
  latestRevision?: boolean;
  /** Absent means 0. */
  percent?: number;
  /** Set in status only. */
  url?: string;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: Record<string, unknown>;
}

export interface Container {
  name?: string;
  image: string;
  env?: EnvVar[];
  envFrom?: Record<string, unknown>[];
  ports?: { name?: string; containerPort?: number; protocol?: string }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  readinessProbe?: Record<string, unknown>;
  [field: string]: unknown;
}

export interface RevisionSpec {
  containers: Container[];
  containerConcurrency?: number;
  timeoutSeconds?: number;
  serviceAccountName?: string;
  enableServiceLinks?: boolean;
  [field: string]: unknown;
}

export interface RevisionTemplate {
  metadata?: {
    name?: string;
    generateName?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: RevisionSpec;
}

export interface KnativeService extends KubeObject {
  spec: { template: RevisionTemplate; traffic?: TrafficTarget[] };
  status?: ServiceStatus;
}

interface ServiceStatus {
  observedGeneration?: number;
  conditions?: Condition[];
  url?: string;
  address?: { url?: string };
  latestCreatedRevisionName?: string;
  latestReadyRevisionName?: string;
  traffic?: TrafficTarget[];
}

export interface Configuration extends KubeObject {
  spec: { template: RevisionTemplate };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    latestCreatedRevisionName?: string;
    latestReadyRevisionName?: string;
  };
}

export interface Route extends KubeObject {
  spec: { traffic?: TrafficTarget[] };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    url?: string;
    address?: { url?: string };
    traffic?: TrafficTarget[];
  };
}

export interface Revision extends KubeObject {
  spec: RevisionSpec;
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    /** Absent when unknown. */
    actualReplicas?: number;
    desiredReplicas?: number;
    containerStatuses?: { name?: string; imageDigest?: string }[];
    initContainerStatuses?: { name?: string; imageDigest?: string }[];
    logUrl?: string;
  };
}

export interface PodAutoscaler extends KubeObject {
  spec: {
    scaleTargetRef?: { name: string };
    reachability?: string;
    containerConcurrency?: number;
    protocolType?: string;
  };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    desiredScale?: number;
    actualScale?: number;
    serviceName?: string;
    metricsServiceName?: string;
  };
}

/** networking.internal.knative.dev Ingress: what the ingress implementation has to route. */
export interface KIngress extends KubeObject {
  spec: {
    httpOption?: string;
    rules?: {
      hosts?: string[];
      visibility?: 'ExternalIP' | 'ClusterLocal';
      http?: {
        paths?: {
          /** Absent on the path that serves the host; set on the path of a certificate's HTTP-01 challenge. */
          path?: string;
          /** Present only on the paths of tag header routing. */
          headers?: Record<string, { exact?: string }>;
          splits?: { serviceName: string; percent?: number; appendHeaders?: Record<string, string> }[];
        }[];
      };
    }[];
  };
  status?: {
    observedGeneration?: number;
    conditions?: Condition[];
    /** Set once the gateways are configured, and kept afterwards. */
    publicLoadBalancer?: object;
    privateLoadBalancer?: object;
  };
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: { startedAt?: string };
    terminated?: { reason?: string; message?: string; exitCode?: number };
  };
  lastState?: { terminated?: { reason?: string; exitCode?: number; message?: string } };
}

export interface Pod extends KubeObject {
  spec?: { nodeName?: string; containers?: Container[] };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    startTime?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

export interface CoreEvent extends KubeObject {
  involvedObject: { apiVersion?: string; kind?: string; namespace?: string; name?: string; uid?: string };
  reason?: string;
  message?: string;
  type?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  source?: { component?: string };
  reportingComponent?: string;
}
