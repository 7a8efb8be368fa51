import type { IdentityChange } from '../pinned-identity.ts';

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
