import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec } from '#lib/kubernetes/source.ts';
import { serviceTopic } from '#lib/live/protocol.ts';
import { type Caller, callerKey } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import { detailSpecs, eventSpecs, mappingSpecs } from '#server/live/detail-sources.ts';
import type { NamedService } from '#server/live/named-services.ts';
import { Quota } from '#server/live/quota.ts';
import { type DetailInputs, ServiceDetail } from '#server/live/service-detail.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';
import type { TrimFor } from '#server/live/summary-sources.ts';
import { TooManyError } from '#server/live/too-many-error.ts';

/** How long an opened Service stays open after its last viewer leaves, so that a reload or a step back finds it warm. */
export const LINGER_MS = 60_000;
/** How long a snapshot waits for sources that do not list. */
const READY_TIMEOUT_MS = 5_000;
/** An opened Service costs the API server up to 17 watches, so this limits how many are open, in total and per caller. */
export const MAX_OPENED = 100;
export const MAX_OPENED_PER_CALLER = 75;

export interface DetailTierOptions extends DetailInputs {
  sources: SharedSources;
  /**
   * Whether a Service's own watches may be opened: `yes` when it is known to exist, `no` when it does not, `unknown` while that is not
   * known yet, `byName` when only a watch of its name can show it. Called again whenever the Service's objects change.
   */
  mayOpen: (serviceKey: string) => 'yes' | 'no' | 'unknown' | 'byName';
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

interface Opened {
  detail: ServiceDetail;
  /** Callers viewing it, one entry per view. */
  viewers: Caller[];
  /** Releases the slot among the opened Services; undefined while the Service has no watches of its own. */
  giveBack: (() => void) | undefined;
  /** Its watches by name, when its namespace may not be listed. */
  named: NamedService | undefined;
  /** Whether the watches of its dependent objects are open. */
  isWatched: boolean;
  /** The caller that the slot is charged to. */
  caller: Caller;
  cancelLinger: (() => void) | undefined;
  /** Called whenever a source changes, so that a waiting snapshot can check whether it is ready. */
  waiting: Set<() => void>;
}

/** The Services being viewed, each with its own sources while it exists in the cluster. */
export class DetailTier {
  readonly #options: DetailTierOptions;
  /** By key, least recently requested first. */
  readonly #opened = new Map<string, Opened>();
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
    const opened = known ?? {
      detail: new ServiceDetail(serviceTopic(namespace, name), key, this.#options, () => this.#mark(key)),
      viewers: [],
      giveBack: undefined,
      named: undefined,
      isWatched: false,
      caller,
      cancelLinger: undefined,
      waiting: new Set<() => void>(),
    };
    if (opened.viewers.length === 0 && opened.giveBack === undefined) opened.caller = caller;
    this.#watch(key, opened);
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    if (known === undefined) this.#mark(key);
    opened.cancelLinger?.();
    opened.cancelLinger = undefined;
    opened.viewers.push(caller);
    this.#handOver(opened);
    let held = true;
    return {
      ready: this.#ready(key, opened),
      release: () => {
        if (held) this.#release(key, caller);
        held = false;
      },
    };
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
        if (this.#options.mayOpen(key) === 'no' && this.#unwatch(opened)) this.#markUnwatched();
        opened.detail.project();
      } catch (error) {
        onError(error);
      }
    }
    // A change that belongs to no opened Service may have shown whether a Service exists.
    for (const { waiting } of this.#opened.values()) for (const look of waiting) look();
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
  #watch(key: string, opened: Opened): void {
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

  #takePlace(opened: Opened): void {
    if (opened.giveBack !== undefined) return;
    const { caller } = opened;
    if (this.#quota.isFull()) this.#closeIdle(() => true);
    if (this.#quota.isFullFor(caller)) this.#closeIdle((idle) => callerKey(idle) === callerKey(caller));
    opened.giveBack = this.#quota.take(caller);
  }

  /** Moves the slot of a Service that its caller no longer views to a caller who does, if that caller has room. */
  #handOver(opened: Opened): void {
    const { viewers, giveBack, caller } = opened;
    const [heir] = viewers;
    if (giveBack === undefined || heir === undefined || this.#quota.isFullFor(heir)) return;
    if (viewers.some((viewer) => callerKey(viewer) === callerKey(caller))) return;
    giveBack();
    opened.giveBack = this.#quota.take(heir);
    opened.caller = heir;
  }

  /** Like #watch, for a Service that appears while it is being viewed: while there is no room it has no watches of its own. */
  #watchIfRoom(key: string, opened: Opened): void {
    try {
      this.#watch(key, opened);
    } catch (error) {
      if (!(error instanceof TooManyError)) throw error;
    }
  }

  /** Closes a Service's own watches. Returns whether that made room. */
  #unwatch(opened: Opened): boolean {
    if (opened.giveBack === undefined) return false;
    for (const source of opened.detail.removeSources()) this.#options.sources.release(source);
    opened.named?.close();
    opened.named = undefined;
    opened.isWatched = false;
    opened.giveBack();
    opened.giveBack = undefined;
    return true;
  }

  /** Closes the least recently requested Service without viewers that is charged to a matching caller, if any. */
  #closeIdle(isOf: (caller: Caller) => boolean): void {
    for (const [key, { viewers, giveBack, caller }] of this.#opened) {
      if (viewers.length > 0 || giveBack === undefined || !isOf(caller)) continue;
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
    for (const look of this.#opened.get(key)?.waiting ?? []) look();
  }

  /** There is room again: Services that had none are checked before the next frame. */
  #markUnwatched(): void {
    for (const [key, { giveBack }] of this.#opened) if (giveBack === undefined) this.#mark(key);
  }

  #isReady(key: string, { detail, giveBack, named }: Opened): boolean {
    const may = this.#options.mayOpen(key);
    if (may === 'byName') return named?.isSettled() === true;
    if (named?.isSettled() === false) return false;
    return may === 'no' || (may === 'yes' && (giveBack === undefined || detail.isSettled()));
  }

  #ready(key: string, opened: Opened): Promise<void> {
    if (this.#isReady(key, opened)) return Promise.resolve();
    const { waiting } = opened;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (this.#opened.get(key) !== opened || this.#isReady(key, opened)) done();
      };
      const cancel = this.#options.clock.after(READY_TIMEOUT_MS, done);
      waiting.add(look);
    });
  }

  #release(key: string, caller: Caller): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    const { viewers } = opened;
    const left = viewers.findIndex((viewer) => callerKey(viewer) === callerKey(caller));
    viewers.splice(left, 1);
    if (viewers.length > 0) {
      this.#handOver(opened);
      return;
    }
    // There is nothing to keep warm for a Service that does not exist.
    if (!opened.isWatched) this.#close(key);
    else opened.cancelLinger = this.#options.clock.after(LINGER_MS, () => this.#close(key));
  }

  #close(key: string): void {
    const opened = this.#opened.get(key);
    if (opened === undefined) return;
    this.#opened.delete(key);
    opened.cancelLinger?.();
    if (this.#unwatch(opened)) this.#markUnwatched();
    this.#options.hub.drop(opened.detail.topic);
    for (const done of opened.waiting) done();
  }
}
