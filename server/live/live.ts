import { type Cursor, parseTopic, type Topic } from '#lib/live/protocol.ts';
import type { SourceView } from '#lib/view/models/cluster.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';
import { podCounts } from '#lib/view/scale.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { Caller } from '#server/caller.ts';
import { type Clock, elapsedMs, type Moment, type Random } from '#server/clock.ts';
import { DetailTier, type Lease } from '#server/live/detail-tier.ts';
import { FailureRecall, type FailureRecallOptions } from '#server/live/failure-recall.ts';
import { Hub } from '#server/live/hub.ts';
import type { LiveOptions } from '#server/live/live-options.ts';
import { openNamedService } from '#server/live/named-services.ts';
import type { MayOpen } from '#server/live/opened-service.ts';
import { Readability } from '#server/live/readability.ts';
import { RevisionMemoryLog } from '#server/live/revision-memory-log.ts';
import { SAMPLE_INTERVAL_MS, SampleLog } from '#server/live/samples.ts';
import { ServiceIndex } from '#server/live/service-index.ts';
import { SharedSources } from '#server/live/shared-sources.ts';
import { toSourceView } from '#server/live/source-view.ts';
import { SplitLog } from '#server/live/splits.ts';
import { type StreamRequest, Streams } from '#server/live/streams.ts';
import { SummaryProjection } from '#server/live/summary-projection.ts';
import { SummaryTier } from '#server/live/summary-tier.ts';

/**
 * How long the first projection waits for kinds that do not list. Without pods or routes a Service would look wrong for a moment, and its
 * first sample would stay in the charts.
 */
const FIRST_LIST_MS = 5_000;

/**
 * Connects the watched objects of one cluster to every browser that views it.
 *
 * **Eventually equal.** Once the cluster is quiet and its watches are live, each topic equals the projection of what the sources hold,
 * whether a browser has followed all the time, has resumed or has just connected. The topics themselves show what is current: `cluster` has
 * the state of the connection, `sources` that of each watch. Old values stay when a watch is lost.
 *
 * **Not one moment.** Sources are independent watches, so a Service may be shown with a Route that is older or newer than itself.
 * Projections accept any combination; nothing may assume that an object exists because another names it.
 *
 * **The first rows.** Services are projected when every kind has listed, or cannot be listed, or five seconds have passed. A Service's own
 * topic adds watches while anyone follows it, and for a minute after: `snapshot` waits for them up to five seconds, then returns what there
 * is. A Service that does not exist has a topic without a `head`.
 *
 * **Who may write.** Nobody: Live reads the cluster and has no way to change it. A write goes to the API server (`server/actions`) and
 * returns through a watch like anyone else's change.
 *
 * **Limits.** Streams and opened Services are counted, per caller and in total. A request beyond the limits throws TooManyError and leaves
 * nothing open. A Service that cannot be projected is reported and does not hold up the others.
 *
 * **Not promised:** that every state of an object is shown; anything about the time before this process started, except what the cluster's
 * Events still show.
 */
export class Live {
  readonly hub: Hub;
  readonly #options: LiveOptions;
  readonly #clusterClock: Clock;
  readonly #index: ServiceIndex;
  readonly #summaries: SummaryProjection;
  readonly #detail: DetailTier;
  readonly #shared: SharedSources;
  readonly #splits = new SplitLog();
  readonly #samples = new SampleLog();
  readonly #memories = new RevisionMemoryLog();
  readonly #recall: FailureRecall;
  readonly #readability = new Readability();
  readonly #tier: SummaryTier;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #streams: Streams;
  readonly #startedAt: Moment;
  /** Whether Services are projected: starts once every kind is listed or cannot be, or the wait is over. */
  #projects = false;
  #clusterDirty = true;
  #cancelSample: () => void = () => undefined;

  constructor(options: LiveOptions) {
    const { openSource, hasKind, trimFor, namespaces, facts, clock, random, onError } = options;
    const clusterClock = options.clusterClock ?? clock;
    this.#options = options;
    this.#clusterClock = clusterClock;
    this.#startedAt = clock.moment();
    this.hub = new Hub({ epoch: newEpoch(clock, random), clock, onError });
    this.#index = new ServiceIndex((key) => this.#markService(key));
    const objectsOf = (key: string) => this.#objectsOf(key);
    this.#summaries = new SummaryProjection({
      hub: this.hub,
      objectsOf,
      observe: (key, objects, percents) => {
        if (objects === undefined) {
          this.#splits.forget(key);
          this.#samples.forget(key);
          this.#memories.forget(key);
          this.#recall.forget(key);
          return;
        }
        const now = clock.now();
        this.#splits.observe(objects, percents, now);
        this.#samples.observe(key, percents, podCounts(objects), now);
        this.#recall.observe(key, objects);
      },
      clock: clusterClock,
      onDue: (key) => this.#markService(key),
    });
    this.#shared = new SharedSources(openSource, onError);
    const recall: FailureRecallOptions['recall'] = (key, uid, failure) => {
      if (this.#memories.recall(key, uid, failure)) this.#markService(key);
    };
    this.#recall = new FailureRecall({ shared: this.#shared, trimFor, recall });
    this.#detail = new DetailTier({
      hub: this.hub,
      objectsOf,
      straysOf: (key) => this.#index.strays(key),
      splitsOf: (key) => this.#splits.of(key),
      samplesOf: (key) => this.#samples.of(key),
      recall,
      sources: this.#shared,
      mayOpen: (key) => this.#mayOpen(key),
      openNamed: (key, onChange) =>
        openNamedService({ shared: this.#shared, index: this.#index, trimFor }, key, onChange),
      hasKind,
      trimFor,
      clock: clusterClock,
    });
    this.#streams = new Streams({
      hub: this.hub,
      clock,
      heardAt: () => facts.heardAt(),
      openService: (namespace, name, caller) => this.#open(namespace, name, caller),
      onViewers: options.onViewers,
    });
    this.hub.onFrame(() => this.#produce());
    this.#tier = new SummaryTier({
      shared: this.#shared,
      index: this.#index,
      readability: this.#readability,
      trimFor,
      chosen: namespaces,
      contextNamespace: options.contextNamespace,
      onChange: () => {
        this.#markCluster();
        // The meaning of an absent object has changed, for every Service that reads the kind.
        if (this.#readability.hasChanged()) for (const key of this.#index.keys()) this.#markService(key);
      },
    });
    this.#unsubscribe.push(
      facts.onChange(() => {
        this.#markCluster();
        this.#detail.openNewKinds();
      }),
    );
    this.hub.touch();
    this.#unsubscribe.push(clock.after(FIRST_LIST_MS, () => this.hub.touch()));
    this.#scheduleSample();
  }

  /** The JSON of a topic's SnapshotMessage. For a Service it waits, up to 5 s, until its sources have listed. Throws TooManyError. */
  async snapshot(topic: Topic, caller: Caller): Promise<string> {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'service') return this.hub.snapshot(topic);
    const lease = this.#open(parsed.namespace, parsed.name, caller);
    try {
      await lease.ready;
      return this.hub.snapshot(topic);
    } finally {
      lease.release();
    }
  }

  /** Opens the event stream of one client, from its cursors (null: from a snapshot). If it throws TooManyError, nothing has been opened. */
  openStream(request: StreamRequest): ReadableStream<Uint8Array> {
    return this.#streams.open(request);
  }

  /** Number of opened Services that have watches of their own. */
  get watchedServices(): number {
    return this.#detail.watched;
  }

  /** The first rows of the overview and the cursor from which the rest follows, for the first paint. */
  firstRows(limit: number, _caller: Caller): { rows: ServiceSummary[]; total: number; cursor: Cursor } {
    this.#produce();
    const rows = this.#summaries.first(limit);
    return { rows, total: this.#summaries.size, cursor: this.hub.cursor('services') };
  }

  /** State of the summary tier's watches; readiness depends on it. */
  sourcesState(): { synced: boolean; sources: SourceView[] } {
    return {
      synced: this.#tier.isSettled(),
      sources: this.#tier.sources.map((source) => toSourceView({ spec: source.spec, state: source.state() })),
    };
  }

  /** Sends a bye to every client and stops every watch. */
  async stop(): Promise<void> {
    this.#streams.stop();
    this.#cancelSample();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#summaries.stop();
    this.#recall.stop();
    this.#detail.stop();
    this.#tier.stop();
    this.hub.stop();
    await this.#shared.stopped();
  }

  #objectsOf(key: string): ServiceObjects | undefined {
    const objects = this.#index.get(key);
    if (objects === undefined) return undefined;
    const unread = this.#readability.unread(objects.service.metadata.namespace);
    const memories = this.#memories.observe(key, { ...objects, unread }, this.#clusterClock.now());
    return { ...objects, memories, unread };
  }

  #markService(key: string): void {
    this.#summaries.mark(key);
    this.#detail.mark(key);
  }

  #markCluster(): void {
    this.#clusterDirty = true;
    this.hub.touch();
  }

  /**
   * A Service in the index exists. One that is not in the index does not exist once the Services of its namespace have been listed; if they
   * may not be listed, a watch of its name shows it.
   */
  #mayOpen(key: string): MayOpen {
    if (this.#index.has(key)) return 'yes';
    const [namespace = ''] = key.split('/');
    const listed = this.#tier.listsServices(namespace);
    if (listed === 'forbidden') return 'byName';
    return listed === 'unknown' ? 'unknown' : 'no';
  }

  #produce(): void {
    const { facts, onError } = this.#options;
    if (this.#clusterDirty) {
      this.#clusterDirty = false;
      const { synced, sources } = this.sourcesState();
      const scope = this.#tier.scope();
      const namespaces = scope.from === 'cluster' ? null : [...scope.namespaces];
      const cluster = { ...facts.current(), synced, namespaces, namespacesFrom: scope.from };
      this.hub.publish('cluster', 'cluster', 'cluster', cluster);
      this.hub.publishAll('cluster', 'sources', new Map(sources.map((view) => [view.id, view])));
    }
    if (!this.#projects) {
      const isLate = elapsedMs(this.#options.clock, this.#startedAt) >= FIRST_LIST_MS;
      if (!isLate && !this.#tier.isSettled()) return;
      this.#projects = true;
    }
    // Projecting summaries also records splits and samples; the detail tier publishes them.
    this.#summaries.project(onError);
    this.#detail.project(onError);
  }

  /** Opens a Service for a viewer. Records a sample first, so that its charts reach to the present from the start. */
  #open(namespace: string, name: string, caller: Caller): Lease {
    this.#samples.tick(`${namespace}/${name}`, this.#options.clock.now());
    return this.#detail.acquire(namespace, name, caller);
  }

  #scheduleSample(): void {
    this.#cancelSample = this.#options.clock.after(SAMPLE_INTERVAL_MS, () => {
      for (const key of this.#detail.keys()) this.#samples.tick(key, this.#options.clock.now());
      this.#detail.projectSamples();
      this.#scheduleSample();
    });
  }
}

/** Generates the id of one run of the hub from time and randomness, so that two servers started in the same millisecond differ. */
function newEpoch(clock: Clock, random: Random): string {
  const part = Math.floor(random() * 36 ** 6);
  return `${clock.now().toString(36)}${part.toString(36).padStart(6, '0')}`;
}
