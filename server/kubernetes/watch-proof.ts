import { LONGEST_ASKED_MS, type WatchFailure } from '#lib/kubernetes/watch-state.ts';
import { type Clock, elapsedMs, LONG_AGO, sleep } from '#server/clock.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import { secondWatch } from '#server/kubernetes/second-watch.ts';
import type { Query } from '#server/kubernetes/transport.ts';
import { CHECK_AFTER_MS } from '#server/kubernetes/watch-checks.ts';
import { toWatchFailure } from '#server/kubernetes/watch-failure.ts';

/** How much later than a second watch the open one may deliver the same. */
const SECOND_LATER_MS = 1_000;
/** A watch that cannot be shown to be whole for this long is not relied on; after the next, its collection is listed again. */
const DOUBT_AFTER_MS = 16_000;
const LIST_AFTER_MS = 40_000;

/** A watch that is open. */
export interface OpenWatch {
  /** The version that it has reached. */
  resourceVersion: string;
  /** Aborted when it is over. */
  signal: AbortSignal;
}

/** The watch that is to be proved, as its owner sees it. */
export interface WatchOwner {
  /** The open watch: the same object until it is over or has reached another version; null while none is open. */
  open(): OpenWatch | null;
  /** The query of a watch like the open one. */
  query(resourceVersion: string, timeoutSeconds: number): Query;
  /** Called before it is opened anew because it was silent. */
  onSilent(): void;
  /** Takes in what the open watch should have delivered. What is wrong with it is thrown after what is right has been taken. */
  take(lines: readonly string[]): void;
  /** Ends the open watch, so that another takes its place: at once, or as the failure says. */
  reopen(failure?: WatchFailure): void;
  /** An open watch is not relied on. `wholeAt` is when it was last known to lack nothing, Unix ms. */
  distrust(doubt: string, wholeAt: number): void;
  /** It is relied on again. */
  rely(): void;
}

export interface WatchProofOptions {
  client: KubernetesClient;
  clock: Clock;
  /** The collection's. */
  path: string;
  owner: WatchOwner;
}

/**
 * Proves that an open watch that is quiet lacks nothing, or finds that it does: a connection that nobody relays any more looks
 * like a collection in which nothing happens.
 */
export class WatchProof {
  readonly #options: WatchProofOptions;
  /** When the watch was last known to lack nothing, since it delivered something or a second one showed it: Unix ms, and the moment. */
  #wholeAt = 0;
  #whole = LONG_AGO;
  #isChecked = false;
  /** No check for `ms` from `from` on: the API server refused the last one. */
  #pause = { from: LONG_AGO, ms: 0 };
  /** How many watches in a row were found silent, none having delivered anything between. */
  #silences = 0;
  /** Why an open watch is not relied on; empty when it is. */
  #doubt = '';

  constructor(options: WatchProofOptions) {
    this.#options = options;
  }

  /** Tells the owner of a watch that has just been opened that it is still not relied on. Reports whether that is so. */
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

  /** Notes a sign that nothing is lacking up to now: a page of a list, an opening, a piece of the watch. */
  heard(): void {
    const { clock } = this.#options;
    this.#wholeAt = clock.now();
    this.#whole = clock.moment();
  }

  /** Notes that the open watch has delivered something. */
  delivered(): void {
    this.#silences = 0;
    this.#rely();
  }

  /**
   * Opens a second watch from the version that the open one has reached, for a second. What it delivers and the open one does not
   * shows that the open one is silent: it is taken in, and the watch is opened anew. A clean end without any shows that nothing
   * is missing.
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
      // An event that both are sent may reach the open one a moment later.
      if (second.hasNews) await sleep(clock, SECOND_LATER_MS, watch.signal);
      if (!isAsBefore()) return;
      if (second.hasNews) {
        this.#takeOver(second.lines);
        return;
      }
      this.heard();
      this.#rely();
    } catch (error) {
      if (isAsBefore()) this.#cannotProve(error);
    } finally {
      this.#isChecked = false;
    }
  }

  /** What the open watch lacked is taken in, and another is opened in its place. */
  #takeOver(lines: readonly string[]): void {
    const { owner } = this.#options;
    this.#silences += 1;
    owner.onSilent();
    if (this.#silences > 1)
      this.#distrust('its watches deliver nothing: changes are looked for every few seconds');
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
    // Whoever answers that it may not be has been reached: asking on at once would only add to its load.
    if (failure.kind !== 'network') {
      const askedMs = Math.min(failure.retryAfterMs ?? 0, LONGEST_ASKED_MS);
      this.#pause = { from: clock.moment(), ms: Math.max(askedMs, CHECK_AFTER_MS) };
      return;
    }
    if (unprovedMs < DOUBT_AFTER_MS) return;
    this.#distrust('nothing comes through its watch, nor through a second one');
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
