import { KNATIVE, type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import { isWithdrawn } from '#lib/view/live-status.ts';
import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import type { Clock, Random } from '#server/clock.ts';
import { ClusterConnection } from '#server/cluster-facts.ts';
import type { Config } from '#server/config.ts';
import { ApiError } from '#server/http/api-error.ts';
import type { RefusalLog } from '#server/http/refusal-log.ts';
import { KubernetesClient } from '#server/kubernetes/client.ts';
import { ClusterClock } from '#server/kubernetes/cluster-clock.ts';
import type { Credentials } from '#server/kubernetes/credentials/credentials.ts';
import type { Pin } from '#server/kubernetes/credentials/pin.ts';
import { createOpenSource } from '#server/kubernetes/open-source.ts';
import { trimFor } from '#server/kubernetes/trim.ts';
import { Live } from '#server/live/live.ts';
import { isLost } from '#server/live/source-view.ts';
import type { Log } from '#server/log.ts';
import type { Metrics } from '#server/metrics/metrics.ts';
import { Uses } from '#server/uses.ts';

/** One watched cluster, as one identity, and everything that is made of it. */
export interface Cluster {
  /** The context's name: the address's cluster segment. */
  name: string;
  /** Who Sluice is towards it. */
  pinned: PinnedIdentity;
  /** The other identity that the kubeconfig names, as it was last read; null for none. */
  waitingChange(): IdentityChange | null;
  /** The identity that the kubeconfig now names, read anew, when that is the change of this id; else null. */
  confirm(changeId: string): Pin | null;
  config: Config;
  log: Log;
  metrics: Metrics;
  refusals: RefusalLog;
  /** Who acts on the cluster, as the audit lines name them; null where that is not known. */
  person(): string | null;
  client: KubernetesClient;
  live: Live;
  /** How many event streams are open. */
  openStreams(): number;
  /** Notes that a request is under way. Returns what notes its end. */
  begin(): () => void;
  /** Whether the cluster serves a kind. */
  hasKind: (type: ResourceType) => boolean;
  /** The kinds that have not been listed yet, and are neither missing nor forbidden. */
  unlisted(): string[];
  /** Throws ApiError `stale` while a watch that a view of traffic rests on is down. */
  refuseIfStale(): void;
  /** Ends the pause after a failure of the credentials, and asks at once. */
  retryCredentials(): void;
  /** Ends it while the process goes on: says goodbye on every stream, stops every watch, lets requests under way end. */
  retire(): Promise<void>;
  /** Ends it with the process: what is under way is cut off. */
  stop(): Promise<void>;
}

/** What outlives a change of identity: one for the process. */
export interface ProcessParts {
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  refusals: RefusalLog;
}

/** How long requests that are under way may take to end, once another identity has taken over. */
const RETIRE_WITHIN_MS = 10_000;

/**
 * composeCluster makes everything that knows one identity: its connections, watches, stores, streams. Nothing of it is ever given
 * to another one. It takes over the credentials, and closes them when it ends.
 */
export function composeCluster(parts: ProcessParts, credentials: Credentials): Cluster {
  const { config, clock, random, log, metrics, refusals } = parts;
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
