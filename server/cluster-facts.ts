import { INGRESS_IMPLEMENTATION, KNATIVE, KUBERNETES, type ResourceType } from '#lib/kubernetes/resource.ts';
import type { ClusterView, SourceView } from '#lib/view/types.ts';
import { SYSTEM } from '#server/caller.ts';
import { type Clock, elapsedMs, LONG_AGO } from '#server/clock.ts';
import type { Config } from '#server/config.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import type { Credentials } from '#server/kubernetes/credentials/credentials.ts';
import type { CredentialsStatus } from '#server/kubernetes/credentials/status.ts';
import { type Discovery, discover } from '#server/kubernetes/discovery.ts';
import { Liveness, type LivenessState } from '#server/kubernetes/liveness.ts';
import { userIn, whoAmI } from '#server/kubernetes/who-am-i.ts';
import type { ClusterFacts } from '#server/live/live-options.ts';
import type { Log } from '#server/log.ts';

const KINDS: readonly ResourceType[] = [KNATIVE, KUBERNETES, INGRESS_IMPLEMENTATION].flatMap((types) =>
  Object.values(types),
);
const OPTIONAL: readonly ResourceType[] = Object.values(INGRESS_IMPLEMENTATION);
const REDISCOVER_MS = 10 * 60_000;
const RETRY_MS = 10_000;
/** Who is asked for once while many kinds are refused together. */
const ASK_WHO_EVERY_MS = 30_000;

export interface ClusterFactsOptions {
  config: Config;
  credentials: Credentials;
  client: KubernetesClient;
  clock: Clock;
  log: Log;
  /** The summary tier's sources, once there are some. */
  sources: () => readonly SourceView[];
  heardAt: () => number | null;
  onRecover: () => void;
}

/** What is known of the cluster beside its objects: its name, version and kinds, and whether its API server answers. */
export class ClusterConnection implements ClusterFacts {
  readonly liveness: Liveness;
  readonly #options: ClusterFactsOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #discovery: Discovery | undefined;
  #isDiscovering = false;
  #wantsDiscovery = false;
  #cancelDiscovery: () => void = () => undefined;
  #identity: ClusterView['identity'] = null;
  #askedWhoAt = LONG_AGO;
  #credentialsPhase: CredentialsStatus['phase'] = 'usable';
  #api: { phase: ClusterView['api']; since: number } = { phase: 'connecting', since: 0 };

  constructor(options: ClusterFactsOptions) {
    this.#options = options;
    this.#api.since = options.clock.now();
    this.liveness = new Liveness({
      client: options.client,
      clock: options.clock,
      onChange: () => this.#tell(),
      onLive: (wasLost) => {
        options.onRecover();
        if (wasLost) void this.#discover();
      },
    });
    options.credentials.onStatus(() => this.#followCredentials());
  }

  start(): void {
    this.liveness.start();
    void this.#discover();
  }

  stop(): void {
    this.liveness.stop();
    this.#stop.abort();
  }

  /** Whether to watch a type. While discovery has not answered, Kubernetes' and Knative's own are taken for there. */
  hasKind(type: ResourceType): boolean {
    const availability = this.#discovery?.availability(type) ?? 'unknown';
    return availability === 'unknown' ? !OPTIONAL.includes(type) : availability === 'served';
  }

  heardAt(): number | null {
    return this.#options.heardAt();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  current(): Omit<ClusterView, 'synced' | 'namespaces' | 'namespacesFrom'> {
    const { config, credentials, clock, sources } = this.#options;
    const status = credentials.status();
    const liveness = this.liveness.state();
    const { phase, error } = judgeCredentials(status) ?? judgeApi(liveness, sources());
    // What liveness found has a beginning of its own, which may be before it was found.
    const isFound = phase === liveness.phase;
    const since = status.phase === 'usable' ? (isFound ? liveness.since : clock.now()) : status.since;
    if (phase !== this.#api.phase) this.#api = { phase, since };
    return {
      name: credentials.contextName,
      server: credentials.server,
      user: credentials.user,
      pinnedId: credentials.pinnedId,
      serverId: credentials.serverId,
      identity: this.#identity,
      readOnly: config.readOnly,
      kubernetesVersion: this.#discovery?.serverVersion ?? null,
      embedded: config.embedded,
      api: phase,
      apiSince: new Date(this.#api.since).toISOString(),
      apiError: error,
      apiAdvice: isFound ? liveness.advice : '',
      apiDetails: isFound ? liveness.details : '',
      plugin: status.plugin,
      kubeconfigNotice: status.notice,
      kubeconfigChange: status.change,
    };
  }

  /**
   * Asks the API server whom it takes Sluice for, since it has refused something. A server that cannot be asked (before
   * Kubernetes 1.28) has named the user in its refusal.
   */
  async refused(words: string): Promise<void> {
    const { client, clock } = this.#options;
    if (elapsedMs(clock, this.#askedWhoAt) < ASK_WHO_EVERY_MS) return;
    this.#askedWhoAt = clock.moment();
    const found = await whoAmI(client, SYSTEM, this.#stop.signal);
    this.#identity = found ?? this.#identity ?? userIn(words);
    this.#tell();
  }

  /** Ends the pause after a failure of the credentials, and asks at once. */
  retryCredentials(): void {
    this.#options.credentials.retry();
    this.liveness.probeNow();
  }

  /** Credentials that can be sent again are news for every source that was refused, whether somebody looks or not. */
  #followCredentials(): void {
    const { credentials, log, onRecover } = this.#options;
    const { phase, plugin, words } = credentials.status();
    const before = this.#credentialsPhase;
    this.#credentialsPhase = phase;
    // A plugin's own words are for the terminal and the screen alone.
    if (phase === 'failed' && before !== 'failed')
      log.warn({ plugin, why: words }, 'there are no credentials to send');
    if (phase === 'usable' && before !== 'usable') {
      this.liveness.probeNow();
      onRecover();
      this.#askedWhoAt = LONG_AGO;
      void this.#discover();
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Asks which kinds there are; who wants to know while it is being asked has it asked once more, so that the last answer counts. */
  async #discover(): Promise<void> {
    this.#wantsDiscovery = true;
    if (this.#isDiscovering) return;
    this.#isDiscovering = true;
    while (this.#wantsDiscovery && !this.#stop.signal.aborted) {
      this.#wantsDiscovery = false;
      await this.#discoverOnce();
    }
    this.#isDiscovering = false;
  }

  async #discoverOnce(): Promise<void> {
    const { client, clock, log } = this.#options;
    const { signal } = this.#stop;
    this.#cancelDiscovery();
    const again = (ms: number): void => {
      this.#cancelDiscovery();
      this.#cancelDiscovery = clock.after(ms, () => void (signal.aborted || this.#discover()));
    };
    try {
      const found = await discover(client, SYSTEM, KINDS, signal);
      if (signal.aborted) return;
      this.#discovery = found;
      const complete = found.serverVersion !== null && found.errors.size === 0;
      again(complete ? REDISCOVER_MS : RETRY_MS);
      this.#tell();
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'the cluster did not say which kinds it serves; asking again');
      again(RETRY_MS);
    }
  }
}

/** judgeCredentials says that there is nothing to send yet, or any more; null when there is. The API server is not to blame then. */
export function judgeCredentials({
  phase,
  words,
}: CredentialsStatus): { phase: ClusterView['api']; error: string } | null {
  switch (phase) {
    case 'waiting':
      return { phase: 'signIn', error: words };
    case 'failed':
      return { phase: 'noCredentials', error: words };
    case 'usable':
    default:
      return null;
  }
}

/** judgeApi says how the API server is doing, from the question asked every 5 s while somebody looks, and from the watches. */
export function judgeApi(
  liveness: LivenessState,
  sources: readonly SourceView[],
): { phase: ClusterView['api']; error: string } {
  const services = sources.filter((source) => source.kind === KNATIVE.service.kind);
  if (services.length > 0 && services.every((source) => source.phase === 'missing'))
    return { phase: 'noKnative', error: 'The cluster has no serving.knative.dev.' };
  if (liveness.phase !== 'live' && liveness.phase !== 'connecting')
    return { phase: liveness.phase, error: liveness.error };
  const unauthorized = sources.find((source) => source.phase === 'unauthorized');
  if (unauthorized !== undefined) return { phase: 'unauthorized', error: unauthorized.error };
  // Who is asked and answers can be reached, whatever becomes of the watches: they are named one by one.
  if (liveness.phase === 'live') return { phase: 'live', error: '' };
  const lost = sources.find((source) => source.phase === 'reconnecting');
  const heard = sources.some((source) => source.phase !== 'reconnecting' && source.phase !== 'listing');
  if (lost !== undefined && !heard) return { phase: 'unreachable', error: lost.error };
  return { phase: heard ? 'live' : 'connecting', error: '' };
}
