import { type Caller, callerKey } from '#server/caller.ts';
import type { Clock } from '#server/clock.ts';
import type { NamedService } from '#server/live/named-services.ts';
import type { Quota } from '#server/live/quota.ts';
import type { ServiceDetail } from '#server/live/service-detail.ts';
import type { SharedSources } from '#server/live/shared-sources.ts';

/**
 * Whether a Service's own watches may be opened: `yes` when it is known to exist, `no` when it does not, `unknown` while that is not known
 * yet, `byName` when only a watch of its name can show it.
 */
export type MayOpen = 'yes' | 'no' | 'unknown' | 'byName';

/** How long a snapshot waits for sources that do not list. */
const READY_TIMEOUT_MS = 5_000;

/**
 * One Service of the detail tier: who views it, its own watches, and, while it has any, its place among those that do. A place is charged to
 * one caller.
 */
export class OpenedService {
  readonly detail: ServiceDetail;
  /** Its watches by name, when its namespace may not be listed. */
  named: NamedService | undefined;
  /** Whether the watches of its dependent objects are open. */
  isWatched = false;
  readonly #quota: Quota;
  readonly #sources: SharedSources;
  /** Callers viewing it, one entry per view. */
  readonly #viewers: Caller[] = [];
  /** The caller that the place is charged to. */
  #payer: Caller;
  /** Releases the place; undefined while the Service has no watches of its own. */
  #giveBack: (() => void) | undefined;
  /** Called whenever a source changes, so that a waiting snapshot can check whether it is ready. */
  readonly #waiting = new Set<() => void>();
  #cancelLinger: () => void = () => undefined;
  #isClosed = false;

  constructor(detail: ServiceDetail, quota: Quota, sources: SharedSources, caller: Caller) {
    this.detail = detail;
    this.#quota = quota;
    this.#sources = sources;
    this.#payer = caller;
  }

  get isViewed(): boolean {
    return this.#viewers.length > 0;
  }

  get hasPlace(): boolean {
    return this.#giveBack !== undefined;
  }

  get payer(): Caller {
    return this.#payer;
  }

  /** Charges the place that it may take to a caller about to view it, unless it has one or somebody views it. */
  chargeTo(caller: Caller): void {
    if (!this.isViewed && !this.hasPlace) this.#payer = caller;
  }

  /** Takes a place if it has none. Throws TooManyError when there is none left. */
  takePlace(): void {
    this.#giveBack ??= this.#quota.take(this.#payer);
  }

  addViewer(caller: Caller): void {
    this.#cancelLinger();
    this.#viewers.push(caller);
    this.#handOver();
  }

  /** Removes one view of a caller. */
  removeViewer(caller: Caller): void {
    const left = this.#viewers.findIndex((viewer) => callerKey(viewer) === callerKey(caller));
    this.#viewers.splice(left, 1);
    this.#handOver();
  }

  /** Calls back after this time, unless somebody views it or it is closed before. */
  linger(clock: Clock, ms: number, onEnd: () => void): void {
    this.#cancelLinger = clock.after(ms, onEnd);
  }

  /** Moves the place of a Service that its payer no longer views to a caller who does, if that caller has room. */
  #handOver(): void {
    const [heir] = this.#viewers;
    if (this.#giveBack === undefined || heir === undefined || this.#quota.isFullFor(heir)) return;
    if (this.#viewers.some((viewer) => callerKey(viewer) === callerKey(this.#payer))) return;
    this.#giveBack();
    this.#giveBack = this.#quota.take(heir);
    this.#payer = heir;
  }

  /** Closes its own watches. Returns whether that made room. */
  unwatch(): boolean {
    if (this.#giveBack === undefined) return false;
    for (const source of this.detail.removeSources()) this.#sources.release(source);
    this.named?.close();
    this.named = undefined;
    this.isWatched = false;
    this.#giveBack();
    this.#giveBack = undefined;
    return true;
  }

  /** Closes it for good, and resolves what waits for it. Returns whether that made room. */
  close(): boolean {
    this.#isClosed = true;
    this.#cancelLinger();
    const madeRoom = this.unwatch();
    this.wake();
    return madeRoom;
  }

  /** Has waiting snapshots check whether it is ready. */
  wake(): void {
    for (const look of this.#waiting) look();
  }

  /** Resolves when its sources have listed or were refused, when there is no such Service, when it is closed, or after 5 s. */
  ready(clock: Clock, mayOpen: () => MayOpen): Promise<void> {
    if (this.#isReady(mayOpen())) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (this.#isClosed || this.#isReady(mayOpen())) done();
      };
      const cancel = clock.after(READY_TIMEOUT_MS, done);
      this.#waiting.add(look);
    });
  }

  #isReady(may: MayOpen): boolean {
    if (may === 'byName') return this.named?.isSettled() === true;
    if (this.named?.isSettled() === false) return false;
    return may === 'no' || (may === 'yes' && (!this.hasPlace || this.detail.isSettled()));
  }
}
