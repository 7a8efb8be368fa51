import type { RevisionServing } from '#lib/traffic/harm.ts';
import type { ConditionView } from './condition.ts';

/** Index into the palette of revision colors; the same for a revision wherever it appears. */
export type RevisionColour = 0 | 1 | 2 | 3 | 4;

/** A variable of a container's environment: its name, and where its value comes from. */
export interface EnvView {
  name: string;
  /**
   * Where the value comes from, e.g. `secret db, key password`; secret values never leave the cluster. Null for a literal value: it is not
   * sent, but requested when someone wants to see it.
   */
  value: string | null;
  from: 'value' | 'configMap' | 'secret' | 'field' | 'other';
}

/** A container of a revision. */
export interface ContainerView {
  name: string;
  init: boolean;
  image: string;
  /** `sha256:…`; null before the digest is resolved. */
  imageDigest: string | null;
  /** Command and arguments as specified, with secrets masked; empty when the image's own are used. */
  command: string;
  resources: ResourceView[];
}

/** A container's request of a resource, `cpu` or `nvidia.com/gpu`, and its limit; null when unset. */
export interface ResourceView {
  name: string;
  request: string | null;
  limit: string | null;
}

/** What an autoscaler scales on. */
export interface ScalingView {
  /** `kpa`, `hpa`, or another class by its name. */
  class: string;
  metric: string;
  /** In the unit of the metric; null when the cluster's default applies. */
  target: number | null;
}

/** Everything that `kn revision describe` prints about a revision. Key: its name. */
export interface RevisionView {
  name: string;
  uid: string;
  /** `serving.knative.dev/configurationGeneration`; 0 when absent. */
  generation: number;
  createdAt: string;
  colour: RevisionColour;
  image: string;
  /** `sha256:…` from `status.containerStatuses`; null before the digest is resolved. */
  imageDigest: string | null;
  /** The image as the user wrote it (kn), if present. */
  userImage: string | null;
  port: number | null;
  env: EnvView[];
  envFrom: string[];
  scale: { min: number; max: number | null };
  scaling: ScalingView;
  /** How many requests a pod handles, and how the autoscaler averages. `window` is a Go duration. */
  concurrency: {
    limit: number | null;
    window: string | null;
    /** In percent. */
    targetUtilization: number | null;
  };
  /** `key=value`, without those of Knative, kn and kubectl. */
  labels: string[];
  annotations: string[];
  /** Every container of the revision, serving and sidecar; Knative's own is not included. */
  containers: ContainerView[];
  timeoutSeconds: number | null;
  conditions: ConditionView[];
  ready: 'True' | 'False' | 'Unknown' | null;
  /** `reason : message` as kn prints it when not ready; empty otherwise. */
  reason: string;
  routingState: string | null;
  replicas: { actual: number | null; desired: number | null };
  /** Whether it answers requests. */
  serving: RevisionServing;
  routedPercent: number;
  tags: string[];
  isLatestReady: boolean;
  isLatestCreated: boolean;
  creator: string | null;
  /** Since when the revision has had no pods; null while it has some or that is unknown. */
  scaledToZeroSince: string | null;
}
