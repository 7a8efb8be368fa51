import { KNATIVE } from '#lib/knative/resources.ts';
import type { Configuration, KnativeService, Revision, Route, TrafficTarget } from '#lib/knative/types.ts';
import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import type { Context } from '#simulator/controllers/context.ts';

// API shapes that only the controllers read: the fields they use of kinds that Sluice itself does not inspect.

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

export interface Deployment extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: PodTemplate;
    strategy?: { rollingUpdate?: { maxSurge?: string | number } };
  };
  status?: WorkloadStatus;
}

export interface ReplicaSet extends KubeObject {
  spec: { replicas: number; selector: { matchLabels: Record<string, string> }; template: PodTemplate };
  status?: WorkloadStatus;
}

export interface ServerlessService extends KubeObject {
  spec: { mode: 'Serve' | 'Proxy'; numActivators: number; objectRef: { name: string }; protocolType: string };
  status?: { serviceName?: string; privateServiceName?: string; conditions?: Condition[] };
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

/** asService and its siblings cast a stored object to the shape that its type guarantees. */
export const asService = (object: StoredObject): KnativeService => object as unknown as KnativeService;
export const asConfiguration = (object: StoredObject): Configuration => object as unknown as Configuration;
export const asRevision = (object: StoredObject): Revision => object as unknown as Revision;
export const asRoute = (object: StoredObject): Route => object as unknown as Route;

/** findRevision returns a Revision by name; undefined when it does not exist. */
export function findRevision(context: Context, namespace: string, name: string): StoredObject | undefined {
  return context.store.get(KNATIVE.revision, namespace, name);
}

/** namespaceOf returns the namespace of a namespaced object. */
export function namespaceOf(object: StoredObject): string {
  return object.metadata.namespace ?? 'default';
}

/** trafficOf returns the targets of a spec or status; empty when there are none. */
export function trafficOf(part: { traffic?: TrafficTarget[] } | undefined): TrafficTarget[] {
  return part?.traffic ?? [];
}
