import { INGRESS_IMPLEMENTATION, KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { ClusterView, SourceView } from '#lib/view/models/cluster.ts';
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
/** Minimum interval between identity checks, so that many kinds refused together cause only one. */
const ASK_WHO_EVERY_MS = 30_000;

export interface ClusterFactsOptions {
  config: Config;
  credentials: Credentials;
  client: KubernetesClient;
  clock: Clock;
  log: Log;
  /** The summary tier's sources, once they exist. */
  sources: () => readonly SourceView[];
  heardAt: () => number | null;
  onRecover: () => void;
}

/** What is known about the cluster besides its objects: its name, version and kinds, and whether its API server answers. */
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

  /** Whether to watch a type. Until discovery answers, Kubernetes' and Knative's own types are assumed to exist. */
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
    // A phase that liveness found has its own start time, which may be earlier than when it was found.
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
   * Asks the API server which user it sees Sluice as, after it has refused something. A server without that API (before Kubernetes 1.28)
   * has named the user in its refusal.
   */
  async refused(words: string): Promise<void> {
    const { client, clock } = this.#options;
    if (elapsedMs(clock, this.#askedWhoAt) < ASK_WHO_EVERY_MS) return;
    this.#askedWhoAt = clock.moment();
    const found = await whoAmI(client, SYSTEM, this.#stop.signal);
    this.#identity = found ?? this.#identity ?? userIn(words);
    this.#tell();
  }

  /** Ends the back-off after a credentials failure, and probes immediately. */
  retryCredentials(): void {
    this.#options.credentials.retry();
    this.liveness.probeNow();
  }

  /** Once credentials are usable again, every source that was refused retries, whether or not anyone is viewing. */
  #followCredentials(): void {
    const { credentials, log, onRecover } = this.#options;
    const { phase, plugin, words } = credentials.status();
    const before = this.#credentialsPhase;
    this.#credentialsPhase = phase;
    // A plugin's own output is only for the terminal and the screen.
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

  /** Runs discovery. A request during a run causes one more run, so that the last answer counts. */
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
      log.warn({ err: error }, 'the cluster did not report which kinds it serves; retrying');
      again(RETRY_MS);
    }
  }
}

/** judgeCredentials reports that there is nothing to send, yet or any more; null when there is. Then the API server is not to blame. */
function judgeCredentials({
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

/** judgeApi returns the API server's state, from the liveness probe (every 5 s while anyone is viewing) and from the watches. */
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
  // An API server that answers the probe is reachable, whatever the state of the watches: those are reported one by one.
  if (liveness.phase === 'live') return { phase: 'live', error: '' };
  const lost = sources.find((source) => source.phase === 'reconnecting');
  const hasAnswered = sources.some((source) => source.phase !== 'reconnecting' && source.phase !== 'listing');
  if (lost !== undefined && !hasAnswered) return { phase: 'unreachable', error: lost.error };
  return { phase: hasAnswered ? 'live' : 'connecting', error: '' };
}
