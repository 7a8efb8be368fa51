import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec } from '#lib/kubernetes/source.ts';
import { serviceTopic } from '#lib/live/protocol.ts';
import { type Caller, callerKey } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import { detailSpecs, eventSpecs, mappingSpecs } from '#server/live/detail-sources.ts';
import type { NamedService } from '#server/live/named-services.ts';
import { type MayOpen, OpenedService } from '#server/live/opened-service.ts';
import { Quota } from '#server/live/quota.ts';
import { type DetailInputs, ServiceDetail } from '#server/live/service-detail.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';
import { TooManyError } from '#server/live/too-many-error.ts';

/** How long an opened Service stays open after its last viewer leaves, so that a reload or a step back finds it warm. */
export const LINGER_MS = 60_000;
/** An opened Service costs the API server up to 17 watches, so this limits how many are open, in total and per caller. */
export const MAX_OPENED = 100;
export const MAX_OPENED_PER_CALLER = 75;

export interface DetailTierOptions extends DetailInputs {
  sources: SharedSources;
  /** Called again whenever the Service's objects change. */
  mayOpen: (serviceKey: string) => MayOpen;
  /** Watches one Service by its name; its objects arrive through `objectsOf`. */
  openNamed: (serviceKey: string, onChange: (source: Source) => void) => NamedService;
  hasKind: (type: ResourceType) => boolean;
  trimFor: TrimFor;
  clock: Clock;
}

/** A hold on an opened Service. */
export interface Lease {
  /** Resolves when its sources have listed or were refused, when there is no such Service, or after 5 s. */
  ready: Promise<void>;
  release: () => void;
}

/** The Services being viewed, each with its own sources while it exists in the cluster. */
export class DetailTier {
  readonly #options: DetailTierOptions;
  /** By key, least recently requested first. */
  readonly #opened = new Map<string, OpenedService>();
  readonly #dirty = new Set<string>();
  readonly #quota = new Quota({
    what: 'Services',
    limit: MAX_OPENED,
    limitPerCaller: MAX_OPENED_PER_CALLER,
    retryAfterSeconds: 10,
  });

  constructor(options: DetailTierOptions) {
    this.#options = options;
  }

  /** Keys of the open Services. */
  keys(): IterableIterator<string> {
    return this.#opened.keys();
  }

  /** Number of Services that have watches of their own. */
  get watched(): number {
    return this.#quota.count;
  }

  /**
   * Holds a Service open, opening it if necessary. It need not exist: its watches open once it does. When too many are open, the least
   * recently requested one without viewers is closed; throws TooManyError when all have viewers.
   */
  acquire(namespace: string, name: string, caller: Caller): Lease {
    const key = `${namespace}/${name}`;
    const known = this.#opened.get(key);
    const opened = known ?? this.#newlyOpened(namespace, name, caller);
    opened.chargeTo(caller);
    this.#watch(key, opened);
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    if (known === undefined) this.#mark(key);
    opened.addViewer(caller);
    let held = true;
    return {
      ready: opened.ready(this.#options.clock, () => this.#options.mayOpen(key)),
      release: () => {
        if (held) this.#release(key, caller);
        held = false;
      },
    };
  }

  #newlyOpened(namespace: string, name: string, caller: Caller): OpenedService {
    const key = `${namespace}/${name}`;
    const detail = new ServiceDetail(serviceTopic(namespace, name), key, this.#options, () =>
      this.#mark(key),
    );
    return new OpenedService(detail, this.#quota, this.#options.sources, caller);
  }

  /** Marks the summary tier's objects of a Service as changed. */
  mark(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    opened.detail.markObjects();
    this.#watchIfRoom(key, opened);
    this.#mark(key);
  }

  /** Opens watches for kinds that were discovered after a Service was opened. */
  openNewKinds(): void {
    for (const [key, { detail, isWatched }] of this.#opened) {
      if (!isWatched) continue;
      const known = new Set(detail.sources.map(({ spec }) => spec.id));
      const added = this.#specs(key).filter(({ id }) => !known.has(id));
      for (const spec of added) detail.add(this.#options.sources.acquire(spec));
      if (added.length > 0) this.#mark(key);
    }
  }

  /** Projects the dirty Services. */
  project(onError: (error: unknown) => void): void {
    for (const key of this.#dirty) {
      this.#dirty.delete(key);
      const opened = this.#opened.get(key);
      if (opened === undefined) continue;
      try {
        this.#watchIfRoom(key, opened);
        if (this.#options.mayOpen(key) === 'no' && opened.unwatch()) this.#markUnwatched();
        opened.detail.project();
      } catch (error) {
        onError(error);
      }
    }
    // A change that belongs to no opened Service may have shown whether a Service exists.
    for (const opened of this.#opened.values()) opened.wake();
  }

  /** Republishes the samples of every opened Service. */
  projectSamples(): void {
    for (const { detail } of this.#opened.values()) detail.projectSamples();
  }

  /** Closes every Service, viewers or not. */
  stop(): void {
    for (const key of this.#opened.keys()) this.#close(key);
  }

  /** Opens whichever of a Service's own watches may be opened; closes idle Services to make room. Throws TooManyError. */
  #watch(key: string, opened: OpenedService): void {
    const may = this.#options.mayOpen(key);
    if (may === 'byName' && opened.named === undefined) {
      this.#takePlace(opened);
      opened.named = this.#options.openNamed(key, (source) => {
        opened.detail.addWatched(source);
        this.#mark(key);
      });
    } else if (may === 'yes' && !opened.isWatched) {
      this.#takePlace(opened);
      opened.isWatched = true;
      for (const spec of this.#specs(key)) opened.detail.add(this.#options.sources.acquire(spec));
      this.#mark(key);
    }
  }

  /** Takes a place for a Service's own watches, making room if there is none. Throws TooManyError. */
  #takePlace(opened: OpenedService): void {
    if (opened.hasPlace) return;
    const { payer } = opened;
    if (this.#quota.isFull()) this.#closeIdle(() => true);
    if (this.#quota.isFullFor(payer)) this.#closeIdle((idle) => callerKey(idle) === callerKey(payer));
    opened.takePlace();
  }

  /** Like #watch, for a Service that appears while it is being viewed: while there is no room it has no watches of its own. */
  #watchIfRoom(key: string, opened: OpenedService): void {
    try {
      this.#watch(key, opened);
    } catch (error) {
      if (!(error instanceof TooManyError)) throw error;
    }
  }

  /** Closes the least recently requested Service without viewers that is charged to a matching caller, if any. */
  #closeIdle(isOf: (caller: Caller) => boolean): void {
    for (const [key, { isViewed, hasPlace, payer }] of this.#opened) {
      if (isViewed || !hasPlace || !isOf(payer)) continue;
      this.#close(key);
      return;
    }
  }

  #specs(key: string): SourceSpec[] {
    const { hasKind, trimFor } = this.#options;
    const [namespace = '', name = ''] = key.split('/');
    return [
      ...detailSpecs(namespace, name, hasKind, trimFor),
      ...mappingSpecs(namespace, hasKind, trimFor),
      ...eventSpecs(namespace, trimFor),
    ];
  }

  #mark(key: string): void {
    this.#dirty.add(key);
    this.#options.hub.touch();
    // A snapshot includes pending changes, so it need not wait for the next frame.
    this.#opened.get(key)?.wake();
  }

  /** There is room again: Services that had none are checked before the next frame. */
  #markUnwatched(): void {
    for (const [key, { hasPlace }] of this.#opened) if (!hasPlace) this.#mark(key);
  }

  #release(key: string, caller: Caller): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    opened.removeViewer(caller);
    if (opened.isViewed) return;
    // There is nothing to keep warm for a Service that does not exist.
    if (!opened.isWatched) this.#close(key);
    else opened.linger(this.#options.clock, LINGER_MS, () => this.#close(key));
  }

  #close(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    this.#opened.delete(key);
    if (opened.close()) this.#markUnwatched();
    this.#options.hub.drop(opened.detail.topic);
  }
}
