import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import type { WriteFacts } from '#server/actions/write-policies.ts';
import type { Clock, Random } from '#server/clock.ts';
import { ClusterConnection } from '#server/cluster-facts.ts';
import type { Config } from '#server/config.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import type { Credentials } from '#server/kubernetes/credentials/credentials.ts';
import type { Pin } from '#server/kubernetes/credentials/pin.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { trimFor } from '#server/kubernetes/trim.ts';
import { Live } from '#server/live/live.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics/metrics.ts';
import type { RefusalLog } from '#server/refusal-log.ts';
import { Uses } from '#server/uses.ts';

/** One watched cluster, under one identity, and everything built for it. */
export interface Cluster {
  /** Name of the context: the cluster segment of addresses. */
  name: string;
  /** The identity that Sluice uses with the cluster. */
  pinned: PinnedIdentity;
  /** The other identity that the kubeconfig named when it was last read; null when there is none. */
  waitingChange(): IdentityChange | null;
  /** Reads the kubeconfig again and returns the identity it now names if it is the change with this id; else null. */
  confirm(changeId: string): Pin | null;
  config: Config;
  log: Log;
  metrics: Metrics;
  refusals: RefusalLog;
  /** Who acts on the cluster, for the audit log; null when that is not known. */
  person(): string | null;
  client: KubernetesClient;
  live: Live;
  /** Number of open event streams. */
  openStreams(): number;
  /** Registers a request in progress. Returns a function that marks its end. */
  begin(): () => void;
  /** Whether the cluster serves a kind. */
  hasKind: (type: ResourceType) => boolean;
  /** Kinds that have not been listed yet and are neither missing nor forbidden. */
  unlisted(): string[];
  /** The facts that policies judge a write by. */
  writeFacts(): WriteFacts;
  /** Ends the back-off after a credentials failure, and probes immediately. */
  retryCredentials(): void;
  /**
   * Stops the cluster while the process keeps running: sends a bye on every stream, stops every watch, lets requests in progress finish.
   */
  retire(): Promise<void>;
  /** Stops the cluster with the process: requests in progress are cut off. */
  stop(): Promise<void>;
}

/** What survives an identity change: one per process. */
export interface ProcessParts {
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  refusals: RefusalLog;
}

/** How long requests in progress may take to finish after another identity has taken over. */
const RETIRE_WITHIN_MS = 10_000;

/**
 * composeCluster builds everything that is tied to one identity: its connections, watches, stores, streams. None of it is ever handed to
 * another one. It owns the credentials, and closes them when it ends.
 */
export function composeCluster(parts: ProcessParts, credentials: Credentials): Cluster {
  const { config, clock, random, log, metrics, refusals } = parts;
  const clusterClock = new ClusterClock(clock);
  let heardAt: number | null = null;
  const client = new KubernetesClient({
    credentials,
    clock,
    readOnly: config.readOnly,
    onReceived: () => {
      heardAt = clock.now();
    },
    onDate: (date) => clusterClock.takeDate(date),
    onRequest: (record) => metrics.countApiRequest(record),
  });
  const openSource = createOpenSource({ client, clock, random, log });
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
      // A lost watch is the first sign that the API server is down: probe immediately.
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
    random,
    onError: (error) => log.error({ err: error }, 'a change could not be projected'),
    onViewers: (viewers) => {
      openStreams = viewers;
      credentials.setWatched(viewers > 0);
      connection.liveness.setWatched(viewers > 0);
      openSource.setWatched(viewers > 0);
    },
  });
  live = made;
  const uses = new Uses();
  connection.start();
  log.info(
    { context: credentials.contextName, server: credentials.server, readOnly: config.readOnly },
    'watching',
  );
  return {
    name: credentials.contextName,
    pinned: credentials.pinned,
    waitingChange: () => credentials.status().change,
    confirm: (changeId) => credentials.confirm(changeId),
    config,
    log,
    metrics,
    refusals,
    person: () => connection.current().user,
    client,
    live: made,
    openStreams: () => openStreams,
    begin: () => uses.begin(),
    hasKind: (type) => connection.hasKind(type),
    unlisted: () =>
      made
        .sourcesState()
        .sources.filter((source) => !isListed(source.phase, source.synced))
        .map((source) => source.id),
    writeFacts() {
      const { api, apiSince } = connection.current();
      const { sources } = made.sourcesState();
      return { readOnly: config.readOnly, sources, api, apiSince, now: clock.now() };
    },
    retryCredentials: () => connection.retryCredentials(),
    async retire() {
      connection.stop();
      await made.stop();
      await uses.ended(clock, RETIRE_WITHIN_MS);
      await credentials.close();
    },
    async stop() {
      connection.stop();
      await made.stop();
      await credentials.close();
    },
  };
}

function isListed(phase: string, synced: boolean): boolean {
  return synced || phase === 'forbidden' || phase === 'missing';
}
