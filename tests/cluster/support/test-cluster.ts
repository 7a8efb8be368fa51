import type { KnativeService } from '#lib/knative/types.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { USERS } from '#simulator/api/users.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { RealTestCluster } from '#tests/cluster/support/test-cluster-real.ts';

/** `embedded`: simulator/, in a process of its own; `real`: Kubernetes and Knative themselves (tests/cluster/plane/). */
export type ClusterKind = 'embedded' | 'real';

/** Whom a kubeconfig is for; what each may do stands in simulator/api/users.ts. */
export type TestUser = keyof typeof USERS;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface TestClusterOptions {
  /** Leaves out the Services that the embedded cluster starts with; the real one starts without any. */
  isEmpty?: boolean;
  /** Serves no kind of Knative's. */
  isWithoutKnative?: boolean;
}

/** A cluster of a test's own, as tests see it: the same on both kinds, but for what `kind` and `keepsDataOverRestart` tell. */
export interface TestCluster {
  readonly kind: ClusterKind;
  /** The context in its kubeconfigs, and so the cluster's name in the dashboard's addresses: `/c/<context>`. */
  readonly context: string;
  /** Whether restart brings back what was there at kill; else it comes back new, with other credentials. */
  readonly keepsDataOverRestart: boolean;
  /** The path of a user's kubeconfig. */
  kubeconfig(user?: TestUser): string;
  /** Sends a request as the admin; rejects with ApiError (tests/cluster/plane/api.ts) when the answer is no success. */
  api<T>(method: Method, path: string, body?: unknown, contentType?: string): Promise<T>;
  service(namespace: string, name: string): Promise<KnativeService>;
  /** Patches a Service as `kubectl patch --type merge` does. */
  patchService(namespace: string, name: string, patch: unknown): Promise<KnativeService>;
  /** Creates the objects of a YAML text, or merges it into those that are there, in their order. */
  apply(yaml: string): Promise<void>;
  /** Waits until a Service is Ready for its newest generation. */
  ready(namespace: string, name: string): Promise<void>;
  /** Lets simulated time run fast, where time is simulated. */
  fast(): Promise<void>;
  normalSpeed(): Promise<void>;
  /** The API server takes connections and says nothing, until thaw. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Kills the API server, as a machine that loses power does. */
  kill(): Promise<void>;
  /** Starts it again on the same address and waits until it is ready. */
  restart(): Promise<void>;
  /** Ends watches cleanly: all of them on the embedded cluster, those of Knative's kinds on the real one. */
  endWatches(): Promise<void>;
  /** Breaks every connection from outside the cluster. */
  resetConnections(): Promise<void>;
  /** Forgets history: older resourceVersions and continue tokens get 410, where no cache knows them any more. */
  compact(): Promise<void>;
  /** A user may no longer read a kind; open watches go on. On the embedded cluster nobody may. Not for the admin. */
  forbid(type: ResourceType, user: TestUser): Promise<void>;
  /** Lists and watches of one of Knative's kinds fail, while its objects are written; the embedded cluster's open watches go on. */
  fail(type: ResourceType): Promise<void>;
  /** Takes away what freeze, forbid and fail did. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** clusterKind reads SLUICE_CLUSTER; `embedded` when it is not set. Throws an Error that names it otherwise. */
export function clusterKind(env: Readonly<Record<string, string | undefined>> = process.env): ClusterKind {
  const kind = env['SLUICE_CLUSTER'] || 'embedded';
  if (kind === 'embedded' || kind === 'real') return kind;
  throw new Error(`SLUICE_CLUSTER must be embedded or real, not "${kind}".`);
}

/** startTestCluster starts a cluster and waits until it takes Services. The real one needs Go: throws GoUnavailable or GoBuildFailed. */
export async function startTestCluster(
  kind: ClusterKind = clusterKind(),
  options: TestClusterOptions = {},
): Promise<TestCluster> {
  return kind === 'real' ? await RealTestCluster.start(options) : await EmbeddedTestCluster.start(options);
}
