import type { KnativeService } from '#lib/knative/types.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { USERS } from '#simulator/users/users.ts';

/** `embedded`: simulator/, in its own process; `real`: Kubernetes and Knative themselves (tests/cluster/plane/). */
export type ClusterKind = 'embedded' | 'real';

/** A kubeconfig's user; simulator/users/users.ts lists the permissions of each. */
export type TestUser = keyof typeof USERS;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface TestClusterOptions {
  /** Leaves out the Services that the embedded cluster starts with; the real one starts without any. */
  isEmpty?: boolean;
  /** Serves none of Knative's kinds. */
  isWithoutKnative?: boolean;
}

/** A test's own cluster, as tests see it: the same on both kinds, except for what `kind` and `keepsDataOverRestart` report. */
export interface TestCluster {
  readonly kind: ClusterKind;
  /** The context in its kubeconfigs, and so the cluster's name in the dashboard's URLs: `/c/<context>`. */
  readonly context: string;
  /** Whether restart restores the data from before kill; otherwise it comes back as a new cluster, with other credentials. */
  readonly keepsDataOverRestart: boolean;
  /** Returns the path of a user's kubeconfig. */
  kubeconfig(user?: TestUser): string;
  /** Sends a request as the admin; rejects with ApiError (tests/cluster/plane/api.ts) when it does not succeed. */
  api<T>(method: Method, path: string, body?: unknown, contentType?: string): Promise<T>;
  service(namespace: string, name: string): Promise<KnativeService>;
  /** Patches a Service as `kubectl patch --type merge` does. */
  patchService(namespace: string, name: string, patch: unknown): Promise<KnativeService>;
  /** Creates the objects of a YAML text in order, merging those that already exist. */
  apply(yaml: string): Promise<void>;
  /** Waits until a Service is Ready for its newest generation. */
  ready(namespace: string, name: string): Promise<void>;
  /** Makes simulated time run fast, where time is simulated. */
  fast(): Promise<void>;
  normalSpeed(): Promise<void>;
  /** The API server accepts connections but does not answer, until thaw. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Kills the API server, like a power loss. */
  kill(): Promise<void>;
  /** Starts it again on the same address and waits until it is ready. */
  restart(): Promise<void>;
  /** Ends watches cleanly: all of them on the embedded cluster, those of Knative's kinds on the real one. */
  endWatches(): Promise<void>;
  /** Breaks every connection from outside the cluster. */
  resetConnections(): Promise<void>;
  /** Compacts history: older resourceVersions and continue tokens get 410, unless a cache still has them. */
  compact(): Promise<void>;
  /** A user can no longer read a kind; open watches continue. On the embedded cluster this applies to all users. Not for the admin. */
  forbid(type: ResourceType, user: TestUser): Promise<void>;
  /**
   * Lists and watches of one of Knative's kinds fail, while writes of its objects succeed; the embedded cluster's open watches continue.
   */
  fail(type: ResourceType): Promise<void>;
  /** Undoes freeze, forbid and fail. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}
