import { foreignText } from '#lib/format/mask-secrets.ts';
import { KNATIVE, type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { isWithdrawn } from '#lib/view/live-status.ts';
import { listenToAccess, openAccess } from '#server/access/open-access.ts';
import { SystemClock } from '#server/clock.ts';
import { ClusterConnection } from '#server/cluster-facts.ts';
import { type Config, readConfig } from '#server/config.ts';
import { ApiError } from '#server/http/api-error.ts';
import { RefusalLog } from '#server/http/refusal-log.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import { loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { trimFor } from '#server/kubernetes/trim.ts';
import { Live } from '#server/live/live.ts';
import { isLost } from '#server/live/source-view.ts';
import { createLog, type Log } from '#server/log.ts';
import { createMetrics, type Metrics } from '#server/metrics/metrics.ts';

/** One watched cluster and everything that is made of it. */
export interface Cluster {
  /** The context's name: the address's cluster segment. */
  name: string;
  config: Config;
  log: Log;
  metrics: Metrics;
  refusals: RefusalLog;
  /** Who acts on the cluster, as the audit lines name them; null where that is not known. */
  person(): string | null;
  client: KubernetesClient;
  live: Live;
  /** Whether the cluster serves a kind. */
  hasKind: (type: ResourceType) => boolean;
  /** The kinds that have not been listed yet, and are neither missing nor forbidden. */
  unlisted(): string[];
  /** Throws ApiError `stale` while a watch that a view of traffic rests on is down. */
  refuseIfStale(): void;
  /** Ends the pause after a failure of the credentials, and asks at once. */
  retryCredentials(): void;
  stop(): Promise<void>;
}

/** Next compiles pages, routes and instrumentation apart: only globalThis is one for all of them. */
const KEY = Symbol.for('sluice.cluster');
const global = globalThis as { [KEY]?: Cluster };
const STOP_WITHIN_MS = 2_500;

/** openCluster returns the process's cluster, and builds it on the first call. Throws when the settings are wrong. */
export function openCluster(): Cluster {
  global[KEY] ??= createCluster(readConfig(process.env), process.env);
  return global[KEY];
}

/** currentCluster returns the process's cluster if there is one already. */
export function currentCluster(): Cluster | undefined {
  return global[KEY];
}

/** startCluster opens the cluster when the server starts, and ends the process with a sentence when the settings are wrong. */
export function startCluster(): void {
  try {
    // First of all: it takes the script token out of the environment, which credential plugins inherit.
    openAccess();
    const cluster = openCluster();
    listenToAccess({
      wrongCodes: (counts) => cluster.log.warn({ counts }, 'wrong launch codes within a minute'),
      session: (event, { host, mark }, sessions) =>
        cluster.log.info({ event, address: host, session: mark, sessions }, 'a browser signed in or out'),
      notSaved: (error) => cluster.log.warn({ err: error }, 'sessions cannot be kept over a restart'),
    });
    const stop = (signal: string): void => {
      cluster.log.info({ signal }, 'stopping');
      // Next closes its server on the same signal; it waits for open streams, so they are told to end here.
      void cluster.stop();
      // Next waits for requests in flight without end; what is not answered by then never is.
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`${foreignText(error instanceof Error ? error.message : String(error))}\n`);
    process.exit(1);
  }
}

/** createCluster composes one cluster. The only place that calls constructors. */
export function createCluster(config: Config, env: Readonly<Record<string, string | undefined>>): Cluster {
  const clock = new SystemClock();
  const log = createLog(config.logLevel);
  const metrics = createMetrics();
  const refusals = new RefusalLog({
    clock,
    count: (code) => metrics.countRefusal(code),
    tell: (counts, seconds) => log.warn({ counts, seconds }, 'requests were refused'),
  });
  const credentials = loadCredentials({ env, clock, context: config.context ?? undefined });
  const clusterClock = new ClusterClock(clock);
  let heardAt: number | null = null;
  const client = new KubernetesClient({
    credentials,
    clock,
    readOnly: config.readOnly,
    onHeard: () => {
      heardAt = clock.now();
    },
    onDate: (date) => clusterClock.heard(date),
    onRequest: (record) => metrics.countApiRequest(record),
  });
  const openSource = createOpenSource({ client, clock, random: Math.random, log });
  let live: Live | undefined;
  let openStreams = 0;
  const connection: ClusterConnection = new ClusterConnection({
    config,
    credentials,
    client,
    clock,
    log,
    sources: () => live?.sourcesState().sources ?? [],
    heardAt: () => heardAt,
    onRecover: () => openSource.retryAll(),
  });
  const made = new Live({
    openSource: (spec) => {
      const source = openSource(spec);
      // A watch that is lost is the first hint that the API server is: ask it at once.
      source.onState(() => {
        const { phase, error } = source.state();
        if (phase === 'reconnecting') connection.liveness.probeNow();
        if (phase === 'forbidden') void connection.refused(error);
      });
      return source;
    },
    hasKind: (type) => connection.hasKind(type),
    trimFor,
    namespaces: config.namespaces,
    contextNamespace: credentials.namespace,
    facts: connection,
    clock,
    clusterClock,
    random: Math.random,
    onError: (error) => log.error({ err: error }, 'a change could not be projected'),
    onViewers: (viewers) => {
      openStreams = viewers;
      credentials.setWatched(viewers > 0);
      connection.liveness.setWatched(viewers > 0);
      openSource.setWatched(viewers > 0);
    },
  });
  live = made;
  metrics.gauge('sluice_streams_open', 'Event streams that are open.', () => openStreams);
  metrics.gauge(
    'sluice_services_opened',
    'Services with watches of their own: somebody looks at them, or did a minute ago.',
    () => made.watchedServices,
  );
  metrics.gauge(
    'sluice_sources',
    'Watched collections of the summary tier, by phase.',
    () =>
      Map.groupBy(made.sourcesState().sources, (source) => source.phase)
        .entries()
        .reduce((counts, [phase, group]) => counts.set(phase, group.length), new Map<string, number>()),
    'phase',
  );
  connection.start();
  log.info(
    { context: credentials.contextName, server: credentials.server, readOnly: config.readOnly },
    'watching',
  );
  return {
    name: credentials.contextName,
    config,
    log,
    metrics,
    refusals,
    person: () => connection.current().user,
    client,
    live: made,
    hasKind: (type) => connection.hasKind(type),
    unlisted: () =>
      made
        .sourcesState()
        .sources.filter((source) => !isListed(source.phase, source.synced))
        .map((source) => source.id),
    refuseIfStale() {
      const rested = [KNATIVE.service, KNATIVE.route].map(resourceId);
      const down = made
        .sourcesState()
        .sources.filter(
          (source) =>
            rested.some((id) => source.id.startsWith(id)) &&
            (isWithdrawn(source) || isLost(source, clock.now())),
        );
      const { api, apiSince } = connection.current();
      if (down.length === 0 && (api === 'live' || api === 'connecting')) return;
      const since = down[0]?.since ?? apiSince;
      throw new ApiError(
        'stale',
        `What the screen shows may be old: it has not been updated since ${since}. Confirm to change the traffic all the same.`,
        {
          since,
          kinds: down.map((source) => source.kind),
        },
      );
    },
    retryCredentials: () => connection.retryCredentials(),
    async stop() {
      refusals.stop();
      connection.stop();
      await made.stop();
      await credentials.close();
    },
  };
}

function isListed(phase: string, synced: boolean): boolean {
  return synced || phase === 'forbidden' || phase === 'missing';
}
