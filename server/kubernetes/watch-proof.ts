import { LONGEST_RETRY_AFTER_MS, type WatchFailure } from '#lib/kubernetes/watch-state.ts';
import { type Clock, elapsedMs, LONG_AGO, sleep } from '#server/clock.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { secondWatch } from '#server/kubernetes/second-watch.ts';
import type { Query } from '#server/kubernetes/transport.ts';
import { CHECK_AFTER_MS } from '#server/kubernetes/watch-checks.ts';
import { toWatchFailure } from '#server/kubernetes/watch-failure.ts';

/** How much later than a second watch the open one may deliver the same event. */
const SECOND_LATER_MS = 1_000;
/** A watch that cannot be shown to be complete for this long is not trusted; after LIST_AFTER_MS, its collection is listed again. */
const DOUBT_AFTER_MS = 16_000;
const LIST_AFTER_MS = 40_000;

/** A watch that is open. */
export interface OpenWatch {
  /** The version that it has reached. */
  resourceVersion: string;
  /** Aborted when the watch is over. */
  signal: AbortSignal;
}

/** The watch to be proved, as its owner sees it. */
export interface WatchOwner {
  /** The open watch: the same object until it is over or has reached another version; null while none is open. */
  open(): OpenWatch | null;
  /** The query for a watch like the open one. */
  query(resourceVersion: string, timeoutSeconds: number): Query;
  /** Called before the watch is reopened because it was silent. */
  onSilent(): void;
  /** Applies what the open watch should have delivered. An error is thrown only after the valid part has been applied. */
  take(lines: readonly string[]): void;
  /** Ends the open watch, so that another replaces it: immediately, or as the failure requires. */
  reopen(failure?: WatchFailure): void;
  /** Marks an open watch as not trusted. `wholeAt` is when it was last known to be complete, Unix ms. */
  distrust(doubt: string, wholeAt: number): void;
  /** Marks it as trusted again. */
  rely(): void;
}

export interface WatchProofOptions {
  client: KubernetesClient;
  clock: Clock;
  /** Path of the collection. */
  path: string;
  owner: WatchOwner;
}

/**
 * Proves that a quiet open watch is complete, or finds that it is missing something: a dead connection looks like a collection in which
 * nothing happens.
 */
export class WatchProof {
  readonly #options: WatchProofOptions;
  /** When the watch was last known to be complete, because it delivered something or a second watch showed it: Unix ms, and the moment. */
  #wholeAt = 0;
  #whole = LONG_AGO;
  #isChecked = false;
  /** No check within `ms` after `from`: the API server refused the last one. */
  #pause = { from: LONG_AGO, ms: 0 };
  /** How many watches in a row were found silent, with none delivering anything in between. */
  #silences = 0;
  /** Why an open watch is not trusted; empty when it is. */
  #doubt = '';

  constructor(options: WatchProofOptions) {
    this.#options = options;
  }

  /** Reminds the owner of a newly opened watch that it is still not trusted. Reports whether that is so. */
  repeatDoubt(): boolean {
    if (this.#doubt === '') return false;
    this.#options.owner.distrust(this.#doubt, this.#wholeAt);
    return true;
  }

  /** See Checkable. */
  unprovedMs(): number | null {
    const { clock, owner } = this.#options;
    const isPause = elapsedMs(clock, this.#pause.from) < this.#pause.ms;
    return owner.open() === null || this.#isChecked || isPause ? null : elapsedMs(clock, this.#whole);
  }

  /** Records a sign that nothing is missing so far: a page of a list, an opening, a chunk of the watch. */
  received(): void {
    const { clock } = this.#options;
    this.#wholeAt = clock.now();
    this.#whole = clock.moment();
  }

  /** Records that the open watch has delivered something. */
  delivered(): void {
    this.#silences = 0;
    this.#rely();
  }

  /**
   * Opens a second watch, for one second, from the version that the open one has reached. Anything that only the second one delivers shows
   * that the open one is silent: it is applied, and the watch is reopened. A clean end without any shows that nothing is missing.
   */
  async check(): Promise<void> {
    const { client, clock, path, owner } = this.#options;
    const watch = owner.open();
    if (watch === null || this.#isChecked) return;
    this.#isChecked = true;
    const isAsBefore = (): boolean => owner.open() === watch;
    try {
      const query = owner.query(watch.resourceVersion, 1);
      const second = await secondWatch(client, clock, path, query, watch.signal);
      // If both receive an event, it may reach the open watch a moment later.
      if (second.hasNews) await sleep(clock, SECOND_LATER_MS, watch.signal);
      if (!isAsBefore()) return;
      if (second.hasNews) {
        this.#takeOver(second.lines);
        return;
      }
      this.received();
      this.#rely();
    } catch (error) {
      if (isAsBefore()) this.#cannotProve(error);
    } finally {
      this.#isChecked = false;
    }
  }

  /** Applies what the open watch missed, and opens another in its place. */
  #takeOver(lines: readonly string[]): void {
    const { owner } = this.#options;
    this.#silences += 1;
    owner.onSilent();
    if (this.#silences > 1)
      this.#distrust('its watches deliver nothing: Sluice polls every few seconds instead');
    try {
      owner.take(lines);
    } catch (error) {
      owner.reopen(toWatchFailure(error));
      return;
    }
    owner.reopen();
  }

  #cannotProve(error: unknown): void {
    const { clock, owner } = this.#options;
    const failure = toWatchFailure(error);
    const unprovedMs = elapsedMs(clock, this.#whole);
    if (failure.kind === 'expired') owner.reopen(failure);
    // The API server can be reached if it answers with a refusal: asking again immediately would only add to its load.
    if (failure.kind !== 'network') {
      const retryAfterMs = Math.min(failure.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
      this.#pause = { from: clock.moment(), ms: Math.max(retryAfterMs, CHECK_AFTER_MS) };
      return;
    }
    if (unprovedMs < DOUBT_AFTER_MS) return;
    this.#distrust('neither its watch nor a second one delivers anything');
    if (unprovedMs >= LIST_AFTER_MS) owner.reopen({ kind: 'silent', message: this.#doubt });
  }

  #distrust(doubt: string): void {
    this.#doubt = doubt;
    this.#options.owner.distrust(doubt, this.#wholeAt);
  }

  #rely(): void {
    if (this.#doubt === '') return;
    this.#doubt = '';
    this.#options.owner.rely();
  }
}
