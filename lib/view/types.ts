import type { TrafficTarget } from '#lib/knative/types.ts';
import type { Harm, RevisionServing, RouteServing } from '#lib/traffic/harm.ts';
import type { IdentityChange } from './pinned-identity.ts';

// View models: what the screens show. No optional that the screen cannot show; times are RFC 3339 strings,
// so that ages are computed where they are drawn. Every type is plain JSON: it crosses the stream as it is.

/** A condition as kn marks it: `++` True, `!!` False, `W`/`I` False with that severity, `??` Unknown. */
export interface ConditionView {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  mark: '++' | '!!' | 'W' | 'I' | '!' | '??';
  /** Empty when the cluster gives none. */
  reason: string;
  message: string;
  since: string | null;
}

/** One target of `spec.traffic` or `status.traffic`, with its defaults filled in. */
export interface TargetView {
  /** For `@latest` in spec: the revision it resolves to now, or null while none is ready. */
  revisionName: string | null;
  latestRevision: boolean;
  percent: number;
  tag: string | null;
  /** The tag's own URL, from status; null while the Route has not given one. */
  url: string | null;
}

/** A share of the routed traffic of a Service that goes to one revision. */
export interface RoutedShare {
  revisionName: string;
  /** Exact percent on the main host, from the KIngress where it is readable, else from `status.traffic`. */
  percent: number;
  tags: string[];
  /** Whether an `@latest` target resolves to this revision. */
  latest: boolean;
  colour: RevisionColour;
}

/** Index into the palette of revision colours; the same for a revision wherever it appears. */
export type RevisionColour = 0 | 1 | 2 | 3 | 4;

/**
 * Why a Service is where it is on the overview, worst first. `failing`: requests fail, or nothing answers; `changeFailed`: the
 * newest revision or the last change failed, and no request is known to fail; `stuck`: Knative has worked on a change for longer
 * than it should take; `degraded`: it serves, with fewer pods than wanted, by plain HTTP where HTTPS is asked for, not by
 * each of its domains or tags, or without proof that requests are answered; `rollingOut`: Knative's gradual rollout runs; `progressing`: Knative works on a change;
 * `pinnedBehind`: a newer ready revision exists and gets no traffic, and is no tagged candidate; `split`: several revisions get
 * traffic; `steady`: one does.
 */
export type AttentionState =
  | 'failing'
  | 'changeFailed'
  | 'stuck'
  | 'degraded'
  | 'rollingOut'
  | 'progressing'
  | 'pinnedBehind'
  | 'split'
  | 'steady';

/** A gradual rollout in progress (KIngress annotation `networking.internal.knative.dev/rollout`). */
export interface RolloutView {
  revisionName: string;
  /** The newest revision's percent now, and the percent it will reach. */
  percent: number;
  targetPercent: number;
  /** Step size in percent and time of the next step; null while Knative waits for the network. */
  stepSize: number | null;
  nextStepAt: string | null;
  doneAt: string | null;
}

/** The last change that somebody made to the Service's spec. */
export interface ChangeView {
  /** `serving.knative.dev/lastModifier`; null when absent. */
  by: string | null;
  /** Field manager of the newest write that owns a spec field, e.g. `kubectl-client-side-apply`; null when unknown. */
  manager: string | null;
  at: string;
}

/** Somebody beside a person who writes a Service's `spec.traffic`: a controller, a tool that keeps it in step with Git, an applier. */
export interface TrafficOwnerView {
  /** `Argo CD`, `KServe`, the owner's kind, or the field manager's name. */
  tool: string;
  /** What of it manages the Service, e.g. `application shop`, `InferenceService flowers`; null when nothing says. */
  object: string | null;
  /** The field manager under which it owns `spec.traffic` now; null when it does not. */
  manager: string | null;
  /** Whether it states the traffic: only then does it put a change back. */
  stated: 'yes' | 'no' | 'unknown';
  /** When: `atOnce`, at its next step or `interval`, at its `nextApply`, `never`. */
  reverts: 'atOnce' | 'interval' | 'nextApply' | 'never' | 'unknown';
}

/** What one row of the overview shows. Key: `namespace/name`. */
export interface ServiceSummary {
  key: string;
  namespace: string;
  name: string;
  uid: string;
  createdAt: string;
  deleting: boolean;
  url: string | null;
  visibility: 'public' | 'cluster-local';
  state: AttentionState;
  ready: ConditionView | null;
  /** One sentence that says why the row is where it is; empty when there is nothing to say. */
  headline: string;
  /** Since when what the headline says waits, for `progressing` and `stuck`; null otherwise. */
  since: string | null;
  /** What the routed split means for requests. */
  harm: Harm;
  routed: RoutedShare[];
  rollout: RolloutView | null;
  tags: string[];
  latestReady: string | null;
  latestCreated: string | null;
  /** Routed percent of the latest ready revision. */
  latestPercent: number;
  pods: { ready: number; desired: number };
  change: ChangeView;
  labels: Record<string, string>;
  /** Images of the routed revisions, for the filter. */
  images: string[];
}

/** A domain that leads to a Service (DomainMapping). */
export interface DomainMappingView {
  host: string;
  /** Null until Knative has given one. */
  url: string | null;
  ready: ConditionView | null;
}

/** A tag whose own URL leads to a revision that does not answer. */
export interface TagTrouble {
  tag: string;
  revisionName: string;
  /** Why, with the revision as subject. */
  words: string;
}

/** What the head and the gate of the Service page show. */
export interface ServiceHead {
  summary: ServiceSummary;
  generation: number;
  observedGeneration: number | null;
  resourceVersion: string;
  conditions: ConditionView[];
  routeConditions: ConditionView[];
  /** `spec.traffic` byte for byte: what an edit starts from and what its JSON Patch tests. Null when absent. */
  specTraffic: TrafficTarget[] | null;
  desired: TargetView[];
  routed: TargetView[];
  /** Whether requests reach the revisions. */
  route: RouteServing;
  /** What is known of the revisions that the traffic names and that are not this Service's: gone, or another's. By name. */
  strangers: Record<string, RevisionServing>;
  /** Domains of its own that lead to it, by host; empty where DomainMappings cannot be read. */
  mappings: DomainMappingView[];
  /** Tags whose requests fail while the main host gets nothing of them. */
  tagTroubles: TagTrouble[];
  /** False while `status` does not yet speak of this generation. */
  statusIsCurrent: boolean;
  annotations: Record<string, string>;
  /** Who else writes `spec.traffic`; null where nobody is known. */
  trafficOwner: TrafficOwnerView | null;
  /** The name that `spec.template` gives its revision; null where Knative makes it. */
  templateName: string | null;
  /** Changes whenever `spec.template` changes, so that an editor can hint at it. */
  templateHash: string;
}

export interface EnvView {
  name: string;
  /**
   * Where the value comes from, e.g. `secret db, key password`; secrets' values never leave the cluster. Null for a literal value:
   * it is not sent, and asked for when somebody wants to see it.
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
  /** Command and arguments as they stand, secrets masked; empty where the image's own are used. */
  command: string;
  resources: ResourceView[];
}

/** What a container asks for of a resource, `cpu` or `nvidia.com/gpu`, and its limit; null where it states none. */
export interface ResourceView {
  name: string;
  request: string | null;
  limit: string | null;
}

/** By what an autoscaler scales. */
export interface ScalingView {
  /** `kpa`, `hpa`, or another class by its name. */
  class: string;
  metric: string;
  /** In the metric's own unit; null where the cluster's default holds. */
  target: number | null;
}

/** All that `kn revision describe` prints of a revision. Key: its name. */
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
  /** The image as the user wrote it (kn), if it wrote one. */
  userImage: string | null;
  port: number | null;
  env: EnvView[];
  envFrom: string[];
  scale: { min: number; max: number | null };
  scaling: ScalingView;
  /** How many requests a pod takes, and how the autoscaler averages. `window` is a Go duration. */
  concurrency: {
    limit: number | null;
    window: string | null;
    /** In percent. */
    targetUtilization: number | null;
  };
  /** `key=value`, without those of Knative, kn and kubectl. */
  labels: string[];
  annotations: string[];
  /** Every container of its own, the one that serves and those beside it; Knative's is not among them. */
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
  /** Time since which the revision has had no pods; null while it has some or that is unknown. */
  scaledToZeroSince: string | null;
}

/** A pod of a revision. Key: its name. */
export interface PodView {
  name: string;
  uid: string;
  revisionName: string;
  phase: 'starting' | 'ready' | 'notReady' | 'terminating' | 'failed';
  /** Why it is not ready, e.g. `ImagePullBackOff`, `CrashLoopBackOff (OOMKilled, exit code 137)`; empty when ready. */
  reason: string;
  message: string;
  /** The container that the reason is about, where the pod has several beside Knative's own; null otherwise. */
  container: string | null;
  restarts: number;
  createdAt: string;
}

/** A node of the ownership tree, as `kubectl tree` prints it. Key: uid. */
export interface TreeNode {
  uid: string;
  /** The owner's uid inside this tree; null for the root. */
  parent: string | null;
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
  /** Status of the Ready condition; null when the kind has none (kubectl tree prints `-`). */
  ready: 'True' | 'False' | 'Unknown' | null;
  reason: string;
  /**
   * What `ready` means: `bad` only where requests are hurt; `warn` where something failed that no request needs; `idle` where it
   * is at rest, as below a revision that sleeps or gets no traffic. Null when the kind has no Ready condition.
   */
  tone: 'ok' | 'bad' | 'warn' | 'info' | 'idle' | null;
  createdAt: string;
  deleting: boolean;
  /** Routed percent, on revisions only. */
  percent: number | null;
}

/** A Kubernetes Event about an object of the Service. Key: uid. */
export interface EventView {
  uid: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  object: string;
  count: number;
  firstAt: string;
  lastAt: string;
  source: string;
}

/**
 * A split of `spec.traffic` that the server saw. A list whose `@latest` came to mean another revision stands here once for each
 * split that it served. Key: id.
 */
export interface SplitView {
  /** The generation; with a number behind a dot where one generation served several splits, e.g. `4.2`. */
  id: string;
  generation: number;
  /** The exact list as it stood. */
  traffic: TrafficTarget[];
  /** What `@latest` was at that time; null when no revision was ready. */
  latestReady: string | null;
  /**
   * What was served, in percent by revision: routed as asked, by revisions that were there and Ready. Null when that was never
   * seen, e.g. because a revision never became ready.
   */
  served: Record<string, number> | null;
  seenAt: string;
  by: string | null;
  manager: string | null;
  /** Generations between this split and the one before that were never seen. */
  gap: boolean;
}

/** One sample of the first canary view. Key: time in ms, as a decimal string. */
export interface SampleView {
  /** Unix ms. */
  at: number;
  /** By revision name: routed percent, pods ready, pods desired. */
  revisions: Record<string, { percent: number; ready: number; desired: number }>;
}

/** How a watched kind is doing. Key: the resource id, with the namespace when the watch is per namespace. */
export interface SourceView {
  id: string;
  kind: string;
  namespace: string | null;
  tier: 'summary' | 'detail';
  /**
   * `listing`: not synced yet; `live`: a watch is open; `reconnecting`: it is not, `since` when and `error` why;
   * `forbidden` and `missing` (the cluster does not have the kind) are answers of the cluster, not faults;
   * `unauthorized`: the credentials are expired or wrong.
   */
  phase: 'listing' | 'live' | 'reconnecting' | 'forbidden' | 'missing' | 'unauthorized';
  synced: boolean;
  since: string;
  /** When this source was last heard from (event, bookmark or list), at the time of the last phase change. */
  heardAt: string | null;
  error: string;
  /** Objects, as `namespace/name`, that could not be read: what is shown of them is missing or from before. */
  unreadable: readonly string[];
}

/** The state of the whole cluster connection, on every screen. Key: `cluster`. */
export interface ClusterView {
  /** The kubeconfig context's name: the address segment and what the screen shows. */
  name: string;
  server: string;
  user: string | null;
  /** Names the server and user that Sluice is pinned to, and the server alone: the same in each run, others after a change. */
  pinnedId: string;
  serverId: string;
  /** The namespaces that are watched; null for all. */
  namespaces: string[] | null;
  /** Why these: `chosen` at start; `context`: the whole cluster may not be listed, and the kubeconfig's context names it. */
  namespacesFrom: 'cluster' | 'chosen' | 'context';
  /** Who the API server takes Sluice for; null while nothing was refused, or it does not say. */
  identity: { name: string; groups: string[] } | null;
  readOnly: boolean;
  kubernetesVersion: string | null;
  embedded: boolean;
  /**
   * `unresponsive`: silent past the deadline; `notReady`: it says that it cannot answer now (429, 5xx); `foreign`: something else
   * answers in its place, such as a sign-in page; `unreachable`: no connection; `unauthorized`: 401.
   * `noKnative`: the API server answers and has no serving.knative.dev. `signIn`: a credential plugin waits for the person;
   * `noCredentials`: it failed, or there is nothing else to send. The API server was not asked in either.
   */
  api:
    | 'connecting'
    | 'live'
    | 'unresponsive'
    | 'notReady'
    | 'foreign'
    | 'unreachable'
    | 'unauthorized'
    | 'noKnative'
    | 'signIn'
    | 'noCredentials';
  /** When that began; for `unresponsive`, when the API server was asked and did not answer. */
  apiSince: string;
  /** Why, in words; with `signIn` the plugin's own, made safe. */
  apiError: string;
  /** What to look at, in a sentence; empty where there is nothing to say. */
  apiAdvice: string;
  /** The machine’s own words, for who wants them; empty where there are none. */
  apiDetails: string;
  /** The credential plugin that `signIn` or `noCredentials` is about; null when there is none. */
  plugin: string | null;
  /** Why the kubeconfig cannot be followed as it stands; empty when it can. */
  kubeconfigNotice: string;
  /** The other server or user that the kubeconfig now names: not followed until a person confirms it; null for none. */
  kubeconfigChange: IdentityChange | null;
  /** False until every summary source is listed, forbidden or missing. */
  synced: boolean;
}
