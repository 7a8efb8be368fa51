import type { TrafficTarget } from '#lib/knative/types.ts';
import type { Harm, RevisionServing, RouteServing } from '#lib/traffic/harm.ts';
import type { IdentityChange } from './pinned-identity.ts';

// View models: what the screens show. There are no optional fields that the screen cannot show. Times are RFC 3339 strings, so that ages
// are computed where they are drawn. Every type is plain JSON and crosses the stream unchanged.

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
  /** The tag's own URL, from status; null while the Route has not assigned one. */
  url: string | null;
}

/** The share of a Service's routed traffic that goes to one revision. */
export interface RoutedShare {
  revisionName: string;
  /** Exact percent on the main host, from the KIngress if readable, otherwise from `status.traffic`. */
  percent: number;
  tags: string[];
  /** Whether an `@latest` target resolves to this revision. */
  latest: boolean;
  colour: RevisionColour;
}

/** Index into the palette of revision colors; the same for a revision wherever it appears. */
export type RevisionColour = 0 | 1 | 2 | 3 | 4;

/**
 * Why a Service has its place on the overview, worst first. `failing`: requests fail, or nothing answers; `changeFailed`: the newest
 * revision or the last change failed, and no request is known to fail; `stuck`: Knative has worked on a change for longer than it should
 * take; `degraded`: it serves, but with fewer pods than wanted, over plain HTTP where HTTPS is requested, not on each of its domains or
 * tags, or without proof that requests are answered; `rollingOut`: Knative's gradual rollout is running; `progressing`: Knative is working
 * on a change; `pinnedBehind`: a newer ready revision exists, gets no traffic, and is not a tagged candidate; `split`: several revisions
 * get traffic; `steady`: one does.
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
  /** The newest revision's current percent, and the percent that it will reach. */
  percent: number;
  targetPercent: number;
  /** Step size in percent and time of the next step; null while Knative waits for the network. */
  stepSize: number | null;
  nextStepAt: string | null;
  doneAt: string | null;
}

/** The last change that someone made to the Service's spec. */
export interface ChangeView {
  /** `serving.knative.dev/lastModifier`; null when absent. */
  by: string | null;
  /** Field manager of the newest write that owns a spec field, e.g. `kubectl-client-side-apply`; null when unknown. */
  manager: string | null;
  at: string;
}

/** A writer of a Service's `spec.traffic` other than a person: a controller, a tool that syncs it with Git, an applier. */
export interface TrafficOwnerView {
  /** `Argo CD`, `KServe`, the owner's kind, or the field manager's name. */
  tool: string;
  /** Its object that manages the Service, e.g. `application shop`, `InferenceService flowers`; null when unknown. */
  object: string | null;
  /** The field manager under which it currently owns `spec.traffic`; null when it does not. */
  manager: string | null;
  /** Whether it sets the traffic; only then does it revert a change. */
  stated: 'yes' | 'no' | 'unknown';
  /** When it reverts a change: `atOnce`, at its next step or `interval`, at its `nextApply`, `never`. */
  reverts: 'atOnce' | 'interval' | 'nextApply' | 'never' | 'unknown';
}

/** Row of the overview. Key: `namespace/name`. */
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
  /** One sentence that explains the row's place; empty when there is nothing to say. */
  headline: string;
  /** When the wait in the headline began, for `progressing` and `stuck`; null otherwise. */
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

/** A domain that points to a Service (DomainMapping). */
export interface DomainMappingView {
  host: string;
  /** Null until Knative has assigned one. */
  url: string | null;
  ready: ConditionView | null;
}

/** A tag whose own URL points to a revision that does not answer. */
export interface TagTrouble {
  tag: string;
  revisionName: string;
  /** Why, with the revision as subject. */
  words: string;
}

/** Header and gate of the Service page. */
export interface ServiceHead {
  summary: ServiceSummary;
  generation: number;
  observedGeneration: number | null;
  resourceVersion: string;
  conditions: ConditionView[];
  routeConditions: ConditionView[];
  /** `spec.traffic` byte for byte: where an edit starts, and what its JSON Patch tests. Null when absent. */
  specTraffic: TrafficTarget[] | null;
  desired: TargetView[];
  routed: TargetView[];
  /** Whether requests reach the revisions. */
  route: RouteServing;
  /** What is known about the revisions that the traffic names and that are not this Service's: gone, or another's. By name. */
  strangers: Record<string, RevisionServing>;
  /** Custom domains that point to it, by host; empty when DomainMappings cannot be read. */
  mappings: DomainMappingView[];
  /** Tags whose requests fail while their revisions have no share of the main host. */
  tagTroubles: TagTrouble[];
  /** False while `status` does not yet reflect this generation. */
  statusIsCurrent: boolean;
  annotations: Record<string, string>;
  /** Who else writes `spec.traffic`; null when nobody is known. */
  trafficOwner: TrafficOwnerView | null;
  /** The revision name in `spec.template`; null when Knative generates it. */
  templateName: string | null;
  /** Changes whenever `spec.template` changes, so that an editor can point it out. */
  templateHash: string;
}

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

/** A pod of a revision. Key: its name. */
export interface PodView {
  name: string;
  uid: string;
  revisionName: string;
  phase: 'starting' | 'ready' | 'notReady' | 'terminating' | 'failed';
  /** Why it is not ready, e.g. `ImagePullBackOff`, `CrashLoopBackOff (OOMKilled, exit code 137)`; empty when ready. */
  reason: string;
  message: string;
  /** The container that the reason is about, when the pod has several in addition to Knative's own; null otherwise. */
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
   * What `ready` means: `bad` only when requests are affected; `warn` when something failed that no request needs; `idle` when it is at
   * rest, as below a revision that is scaled to zero or gets no traffic. Null when the kind has no Ready condition.
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
 * A `spec.traffic` split that the server observed. A list whose `@latest` resolved to another revision later has one entry per split that
 * it served. Key: id.
 */
export interface SplitView {
  /** The generation; with a number after a dot when one generation served several splits, e.g. `4.2`. */
  id: string;
  generation: number;
  /** The exact list. */
  traffic: TrafficTarget[];
  /** What `@latest` resolved to at that time; null when no revision was ready. */
  latestReady: string | null;
  /**
   * What was served, in percent by revision: routed as requested, by revisions that existed and were Ready. Null when that was never
   * observed, e.g. because a revision never became ready.
   */
  served: Record<string, number> | null;
  seenAt: string;
  by: string | null;
  manager: string | null;
  /** Whether there are generations between this split and the previous one that were never observed. */
  gap: boolean;
}

/** One sample of the first canary view. Key: time in ms, as a decimal string. */
export interface SampleView {
  /** Unix ms. */
  at: number;
  /** By revision name: routed percent, pods ready, pods desired. */
  revisions: Record<string, { percent: number; ready: number; desired: number }>;
}

/** State of a watched kind. Key: the resource id, with the namespace when the watch is per namespace. */
export interface SourceView {
  id: string;
  kind: string;
  namespace: string | null;
  tier: 'summary' | 'detail';
  /**
   * `listing`: not synced yet; `live`: a watch is open; `reconnecting`: no watch is open, `since` when and `error` why; `forbidden` and
   * `missing` (the cluster does not have the kind) are responses from the cluster, not faults; `unauthorized`: the credentials are expired
   * or wrong.
   */
  phase: 'listing' | 'live' | 'reconnecting' | 'forbidden' | 'missing' | 'unauthorized';
  synced: boolean;
  since: string;
  /** When this source was last heard from (event, bookmark or list), at the time of the last phase change. */
  heardAt: string | null;
  error: string;
  /** Objects, as `namespace/name`, that could not be read: the screen lacks them, or shows their previous state. */
  unreadable: readonly string[];
}

/** The state of the whole cluster connection, on every screen. Key: `cluster`. */
export interface ClusterView {
  /** The kubeconfig context's name, used in the address and on the screen. */
  name: string;
  server: string;
  user: string | null;
  /** Identify the pinned server and user, and the server alone. They are the same in each run, and change when the pin changes. */
  pinnedId: string;
  serverId: string;
  /** Watched namespaces; null for all. */
  namespaces: string[] | null;
  /** Why these: `chosen` at startup; `context`: the whole cluster may not be listed, and the kubeconfig's context names this namespace. */
  namespacesFrom: 'cluster' | 'chosen' | 'context';
  /** The API server's view of Sluice's identity; null while nothing was refused, or when it does not report it. */
  identity: { name: string; groups: string[] } | null;
  readOnly: boolean;
  kubernetesVersion: string | null;
  embedded: boolean;
  /**
   * `unresponsive`: no response within the deadline; `notReady`: it reports that it cannot answer now (429, 5xx); `foreign`: something else
   * answers in its place, such as a sign-in page; `unreachable`: no connection; `unauthorized`: 401. `noKnative`: the API server answers
   * and does not have serving.knative.dev. `signIn`: a credential plugin waits for the person; `noCredentials`: it failed, or there are no
   * other credentials to send. In these two states the API server was not called.
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
  /** When that state began; for `unresponsive`, when the unanswered request was sent. */
  apiSince: string;
  /** Why, as text; for `signIn` the plugin's own text, sanitized. */
  apiError: string;
  /** What to check, as a sentence; empty when there is no advice. */
  apiAdvice: string;
  /** The raw error text, for those who want it; empty when there is none. */
  apiDetails: string;
  /** The credential plugin concerned by `signIn` or `noCredentials`; null when there is none. */
  plugin: string | null;
  /** Why the kubeconfig cannot be followed in its current form; empty when it can. */
  kubeconfigNotice: string;
  /** The other server or user that the kubeconfig now names, not followed until a person confirms it; null when there is none. */
  kubeconfigChange: IdentityChange | null;
  /** False until every summary source is listed, forbidden or missing. */
  synced: boolean;
}
