import { assertNever } from '#lib/assert-never.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec, SourceState } from '#lib/kubernetes/source.ts';
import {
  initialWatchState,
  LONGEST_ASKED_MS,
  transition,
  type WatchFailure,
  type WatchInput,
  type WatchState,
} from '#lib/kubernetes/watch-state.ts';
import { SYSTEM } from '#server/caller.ts';
import { type Clock, type Random, sleep } from '#server/clock.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import type { RequestName } from '#server/kubernetes/errors.ts';
import { IdleTimer } from '#server/kubernetes/idle-timer.ts';
import { Intake } from '#server/kubernetes/intake.ts';
import { listAll, PageSize } from '#server/kubernetes/list-all.ts';
import { secondWatch } from '#server/kubernetes/second-watch.ts';
import { nextSourceState } from '#server/kubernetes/source-status.ts';
import type { Query } from '#server/kubernetes/transport.ts';
import { CHECK_AFTER_MS, type Checkable } from '#server/kubernetes/watch-checks.ts';
import { toWatchFailure } from '#server/kubernetes/watch-failure.ts';
import type { Log } from '#server/log.ts';

/** What reflectors need of their surroundings. */
export interface ReflectorOptions {
  client: KubernetesClient;
  clock: Clock;
  random: Random;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/**
 * The API server sends a bookmark each minute and 2 s before a watch's deadline (k8s.io/apiserver v0.34
 * `storage/cacher/cacher.go`), so silence beyond this means a connection that nobody holds any more.
 */
const IDLE_TIMEOUT_MS = 90_000;
/** A watch asks to live this long, plus a random minute, so that not all of them end at once. */
const WATCH_SECONDS = 240;
const WATCH_SECONDS_JITTER = 60;
/** A watch that takes longer to be opened again counts as lost until it is. */
const OPENING_MS = 2_000;
/** How much later than a second watch the open one may deliver the same. */
const SECOND_LATER_MS = 1_000;
/** A watch that cannot be shown to be whole for this long is not relied on; after the next, its collection is listed again. */
const DOUBT_AFTER_MS = 16_000;
const LIST_AFTER_MS = 40_000;
/**
 * retryNow leaves a watch alone that was heard from more recently. A list or an opening that it has given up for its silence is
 * given twice as long the next time: a server that is slow and not gone would else never get to its end.
 */
const SILENCE_MS = 5_000;

/** Lists and watches one collection into its store, until stopped. Only its own loop writes the store. */
export class Reflector implements Source, Checkable {
  readonly spec: SourceSpec;
  readonly store: ObjectStore;
  readonly #options: ReflectorOptions;
  readonly #request: RequestName;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #pageSize = new PageSize();
  readonly #intake: Intake;
  #machine: WatchState = initialWatchState;
  #state: SourceState;
  #running: Promise<void> | undefined;
  /** The open watch, from its headers on. */
  #lines: AsyncIterable<string[]> | undefined;
  /** When the open watch was last shown to lack nothing by a second one, Unix ms. */
  #provedAt = 0;
  #isChecked = false;
  /** How many lists and openings in a row retryNow has given up. */
  #givenUp = 0;
  /** No check before this: the API server refused the last one. Unix ms. */
  #checkAt = 0;
  /** How many watches in a row were found silent, none having delivered anything between. */
  #silences = 0;
  /** Why an open watch is not relied on; empty when it is. */
  #doubt = '';
  /** Why the effect in progress was aborted; absent when it is only to be done anew. */
  #verdict: WatchFailure | undefined;
  /** Aborts the effect in progress: a watch to open it anew, a sleep to end it. */
  #effect = new AbortController();
  #idle: IdleTimer | undefined;

  constructor(spec: SourceSpec, options: ReflectorOptions) {
    this.spec = spec;
    this.#options = options;
    this.#request = { verb: 'watch', path: collectionPath(spec.type, spec.namespace) };
    this.store = new ObjectStore((error) =>
      options.log.error({ err: error, source: spec.id }, 'a listener of a watched collection failed'),
    );
    this.#intake = new Intake({ spec, store: this.store, request: this.#request, log: options.log });
    const now = options.clock.now();
    this.#state = { phase: 'listing', synced: false, since: now, heardAt: null, error: '', unreadable: [] };
  }

  state(): SourceState {
    return this.#state;
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins; a second call changes nothing. The promise resolves when the reflector has stopped. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#effect.abort();
    await this.#running;
  }

  retryNow(only?: 'network'): void {
    const { phase } = this.#machine;
    if (phase === 'backingOff') {
      const { kind } = this.#machine.failure;
      if (only === undefined ? kind !== 'throttled' : kind === only) this.#effect.abort();
    } else if (only === undefined && phase !== 'stopped') {
      if ((this.#idle?.silentMs ?? 0) < SILENCE_MS * 2 ** this.#givenUp) return;
      if (phase !== 'watching') this.#givenUp += 1;
      this.#effect.abort();
    }
  }

  async #run(): Promise<void> {
    if (this.#stop.signal.aborted) this.#step({ type: 'stop' });
    while (this.#machine.phase !== 'stopped') {
      // A watch lives on the signal that it was opened with.
      if (this.#machine.phase !== 'watching') this.#effect = new AbortController();
      const input = await this.#perform(this.#machine);
      this.#step(this.#stop.signal.aborted ? { type: 'stop' } : input);
    }
    this.#closeWatch();
  }

  /** Does what a state asks for. An abort that is not a stop is somebody's wish for a new connection. */
  async #perform(machine: WatchState): Promise<WatchInput> {
    const { clock, random } = this.#options;
    try {
      switch (machine.phase) {
        case 'listing':
          return await this.#list();
        case 'connecting':
          return await this.#connect(machine.resourceVersion);
        case 'watching':
          return await this.#watch();
        case 'backingOff':
          await sleep(clock, machine.delayMs, this.#effect.signal);
          return { type: 'delayOver' };
        case 'stopped':
          return { type: 'stop' };
        default:
          return assertNever(machine);
      }
    } catch (error) {
      this.#closeWatch();
      const verdict = this.#verdict;
      this.#verdict = undefined;
      if (this.#effect.signal.aborted && verdict === undefined) return { type: 'idle' };
      const failure = verdict ?? toWatchFailure(error);
      const input: WatchInput = { type: 'failed', failure, at: clock.now(), random: random() };
      if (transition(this.#machine, input).phase !== 'connecting') {
        const fields = { source: this.spec.id, kind: failure.kind, err: error };
        this.#options.log.warn(fields, `watch: ${machine.phase} failed`);
      }
      return input;
    }
  }

  async #list(): Promise<WatchInput> {
    const { signal } = this.#effect;
    this.#startIdle();
    const listed = await listAll(this.#options.client, this.spec, {
      signal,
      onPage: () => this.#heard(),
      pageSize: this.#pageSize,
    });
    signal.throwIfAborted();
    this.#givenUp = 0;
    this.#closeWatch();
    this.#intake.replace(listed);
    this.#setState({ ...this.#state, synced: true, unreadable: this.#intake.unreadable() });
    return { type: 'listed', resourceVersion: listed.resourceVersion };
  }

  async #connect(resourceVersion: string): Promise<WatchInput> {
    const { client, clock, random } = this.#options;
    const query = this.#query(resourceVersion, WATCH_SECONDS + Math.floor(random() * WATCH_SECONDS_JITTER));
    const { signal } = this.#effect;
    this.#startIdle();
    const cancel = clock.after(OPENING_MS, () => this.#isLate());
    try {
      this.#lines = await client.watchLines(SYSTEM, this.#request.path, query, { signal });
    } finally {
      cancel();
    }
    this.#givenUp = 0;
    this.#heard();
    return { type: 'opened', at: clock.now() };
  }

  #query(resourceVersion: string, timeoutSeconds: number): Query {
    const { labelSelector, fieldSelector } = this.spec;
    return { labelSelector, fieldSelector, resourceVersion, allowWatchBookmarks: true, timeoutSeconds };
  }

  unprovedMs(): number | null {
    const now = this.#options.clock.now();
    if (this.#machine.phase !== 'watching' || this.#isChecked || now < this.#checkAt) return null;
    return now - Math.max(this.#state.heardAt ?? 0, this.#provedAt);
  }

  /**
   * Opens a second watch from the version that the open one has reached, for a second. What it delivers and the open one does not
   * shows that the open one is silent: it is taken in, and the watch is opened anew. A clean end without any shows that nothing
   * is missing.
   */
  async check(): Promise<void> {
    const { client, clock } = this.#options;
    const machine = this.#machine;
    const effect = this.#effect;
    if (machine.phase !== 'watching' || this.#isChecked) return;
    this.#isChecked = true;
    const isAsBefore = (): boolean =>
      this.#effect === effect && !effect.signal.aborted && this.#machine === machine;
    try {
      const query = this.#query(machine.resourceVersion, 1);
      const second = await secondWatch(client, clock, this.#request.path, query, effect.signal);
      // An event that both are sent may reach the open one a moment later.
      if (second.hasNews) await sleep(clock, SECOND_LATER_MS, effect.signal);
      if (!isAsBefore()) return;
      if (second.hasNews) {
        this.#takeOver(second.lines);
        return;
      }
      this.#provedAt = clock.now();
      this.#rely();
    } catch (error) {
      if (isAsBefore()) this.#cannotProve(error);
    } finally {
      this.#isChecked = false;
    }
  }

  /** What the open watch lacked is taken in, and another is opened in its place. */
  #takeOver(lines: readonly string[]): void {
    this.#silences += 1;
    this.#options.log.warn(
      { source: this.spec.id },
      'watch: it is silent though its collection changed; opening it anew',
    );
    if (this.#silences > 1)
      this.#distrust('its watches deliver nothing: changes are looked for every few seconds');
    try {
      this.#take(lines);
    } catch (error) {
      this.#verdict = { ...toWatchFailure(error) };
    }
    this.#effect.abort();
  }

  #cannotProve(error: unknown): void {
    const failure = toWatchFailure(error);
    const unprovedMs = this.#options.clock.now() - Math.max(this.#state.heardAt ?? 0, this.#provedAt);
    if (failure.kind === 'expired') {
      this.#verdict = failure;
      this.#effect.abort();
    }
    // Whoever answers that it may not be has been reached: asking on at once would only add to its load.
    if (failure.kind !== 'network')
      this.#checkAt =
        this.#options.clock.now() +
        Math.max(Math.min(failure.retryAfterMs ?? 0, LONGEST_ASKED_MS), CHECK_AFTER_MS);
    if (failure.kind !== 'network' || unprovedMs < DOUBT_AFTER_MS) return;
    this.#distrust('nothing comes through its watch, nor through a second one');
    if (unprovedMs < LIST_AFTER_MS) return;
    this.#verdict = { kind: 'silent', message: this.#doubt };
    this.#effect.abort();
  }

  /** An open watch that is not relied on counts as lost, from when it was last known to be whole. */
  #distrust(doubt: string): void {
    this.#doubt = doubt;
    const isNew = this.#state.phase !== 'reconnecting';
    const since = isNew ? Math.max(this.#state.heardAt ?? 0, this.#provedAt) : this.#state.since;
    this.#setState({ ...this.#state, phase: 'reconnecting', error: doubt, since });
  }

  #rely(): void {
    if (this.#doubt === '') return;
    this.#doubt = '';
    if (this.#machine.phase !== 'watching') return;
    this.#setState({ ...this.#state, phase: 'live', error: '', since: this.#options.clock.now() });
  }

  async #watch(): Promise<WatchInput> {
    const { clock, random } = this.#options;
    for await (const lines of this.#lines ?? []) {
      // Bytes may arrive after a stop: nothing happens then.
      this.#effect.signal.throwIfAborted();
      this.#heard();
      this.#silences = 0;
      this.#rely();
      this.#take(lines);
    }
    this.#closeWatch();
    return { type: 'closed', at: clock.now(), random: random() };
  }

  /** Takes one piece of a watch; what went wrong is thrown after what went well is in the store. */
  #take(lines: readonly string[]): void {
    const { resourceVersion, error } = this.#intake.take(lines);
    this.#setState({ ...this.#state, unreadable: this.#intake.unreadable() });
    if (resourceVersion !== undefined) this.#step({ type: 'advanced', resourceVersion });
    if (error !== undefined) throw error;
  }

  #step(input: WatchInput): void {
    const before = this.#machine;
    this.#machine = transition(before, input);
    if (this.#machine.phase === before.phase) return;
    // After a while without a proof, a watch that is open is no news.
    if (this.#machine.phase === 'watching' && this.#doubt !== '') return this.#distrust(this.#doubt);
    this.#setState(nextSourceState(this.#state, this.#machine, this.#options.clock.now()));
  }

  /** While a watch is opened, the one before is over: what is shown gets old. */
  #isLate(): void {
    if (this.#state.phase !== 'live') return;
    const error = 'the watch has ended, and the API server has not opened another yet';
    this.#setState({ ...this.#state, phase: 'reconnecting', error, since: this.#options.clock.now() });
  }

  #heard(): void {
    this.#idle?.heard();
    this.#state = { ...this.#state, heardAt: this.#options.clock.now() };
  }

  #startIdle(): void {
    this.#idle?.stop();
    this.#idle = new IdleTimer(this.#options.clock, IDLE_TIMEOUT_MS, () => this.#effect.abort());
  }

  #closeWatch(): void {
    this.#lines = undefined;
    this.#idle?.stop();
    this.#idle = undefined;
  }

  #setState(state: SourceState): void {
    const before = this.#state;
    this.#state = state;
    if (
      before.phase === state.phase &&
      before.synced === state.synced &&
      before.error === state.error &&
      before.unreadable.join() === state.unreadable.join()
    )
      return;
    for (const listener of new Set(this.#listeners)) {
      try {
        listener();
      } catch (error) {
        this.#options.log.error({ err: error, source: this.spec.id }, 'a listener of a watch state failed');
      }
    }
  }
}
