import { assertNever } from '#lib/assert-never.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec, SourceState } from '#lib/kubernetes/source.ts';
import {
  initialWatchState,
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
import type { Openings } from '#server/kubernetes/openings.ts';
import { SourceStatus } from '#server/kubernetes/source-status.ts';
import type { Query } from '#server/kubernetes/transport.ts';
import type { Checkable } from '#server/kubernetes/watch-checks.ts';
import { toWatchFailure } from '#server/kubernetes/watch-failure.ts';
import { type OpenWatch, type WatchOwner, WatchProof } from '#server/kubernetes/watch-proof.ts';
import type { Log } from '#server/log.ts';

/** What reflectors need from their environment. */
export interface Surroundings {
  client: KubernetesClient;
  clock: Clock;
  random: Random;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

export interface ReflectorOptions extends Surroundings {
  /** Shared by all reflectors of a cluster. */
  openings: Openings;
}

/**
 * The API server sends a bookmark each minute and 2 s before a watch's deadline (k8s.io/apiserver v0.34 `storage/cacher/cacher.go`), so
 * silence longer than this means a dead connection.
 */
const IDLE_TIMEOUT_MS = 90_000;
/** Requested lifetime of a watch, plus up to a minute at random, so that they do not all end at once. */
const WATCH_SECONDS = 240;
const WATCH_SECONDS_JITTER = 60;
/** A watch that takes longer than this to reopen counts as lost until it is open. */
const OPENING_MS = 2_000;
/**
 * retryNow does not touch a watch that was heard from more recently. After it aborts a silent list or opening, the next one gets twice as
 * long: otherwise a server that is slow, not gone, would never finish.
 */
const SILENCE_MS = 5_000;

/** Lists and watches one collection into its store, until stopped. Only its own loop writes the store. */
export class Reflector<T extends KubeObject = KubeObject> implements Source<T>, Checkable {
  readonly spec: SourceSpec<T>;
  readonly store: ObjectStore<T>;
  readonly #options: ReflectorOptions;
  readonly #request: RequestName;
  readonly #stop = new AbortController();
  readonly #pageSize = new PageSize();
  readonly #intake: Intake<T>;
  readonly #status: SourceStatus;
  readonly #proof: WatchProof;
  readonly #idle: IdleTimer;
  #machine: WatchState = initialWatchState;
  #running: Promise<void> | undefined;
  /** The open watch, from the time its headers arrived. */
  #lines: AsyncIterable<string[]> | undefined;
  /** How many lists and openings in a row retryNow has aborted. */
  #givenUp = 0;
  /** The open watch as its proof sees it: a new object once it has reached another version. */
  #open: OpenWatch | null = null;
  /** Why the effect in progress was aborted; absent when it is only to be restarted. */
  #verdict: WatchFailure | undefined;
  /** Aborts the effect in progress: a watch to reopen it, a sleep to end it. */
  #effect = new AbortController();

  constructor(spec: SourceSpec<T>, options: ReflectorOptions) {
    this.spec = spec;
    this.#options = options;
    this.#request = { verb: 'watch', path: collectionPath(spec.type, spec.namespace) };
    this.store = new ObjectStore((error) =>
      options.log.error({ err: error, source: spec.id }, 'a listener of a watched collection failed'),
    );
    this.#intake = new Intake({ spec, store: this.store, request: this.#request, log: options.log });
    const { client, clock, log } = options;
    this.#idle = new IdleTimer(clock, IDLE_TIMEOUT_MS, () => this.#effect.abort());
    this.#status = new SourceStatus({ id: spec.id, clock, log });
    this.#proof = new WatchProof({ client, clock, path: this.#request.path, owner: this.#owner() });
  }

  state(): SourceState {
    return this.#status.current();
  }

  onState(listener: () => void): () => void {
    return this.#status.onChange(listener);
  }

  /** Starts the loop; a second call changes nothing. The promise resolves when the reflector has stopped. */
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
      if (this.#idle.silentMs < SILENCE_MS * 2 ** this.#givenUp) return;
      if (phase !== 'watching') this.#givenUp += 1;
      this.#effect.abort();
    }
  }

  async #run(): Promise<void> {
    if (this.#stop.signal.aborted) this.#step({ type: 'stop' });
    while (this.#machine.phase !== 'stopped') {
      // A watch depends on the signal that it was opened with.
      if (this.#machine.phase !== 'watching') this.#effect = new AbortController();
      const input = await this.#perform(this.#machine);
      this.#step(this.#stop.signal.aborted ? { type: 'stop' } : input);
    }
    this.#closeWatch();
  }

  /** Performs the effect of a state. An abort that is not a stop is a request for a new connection. */
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
      const input: WatchInput = { type: 'failed', failure, at: clock.moment(), random: random() };
      if (transition(this.#machine, input).phase !== 'connecting') {
        const fields = { source: this.spec.id, kind: failure.kind, err: error };
        this.#options.log.warn(fields, `watch: ${machine.phase} failed`);
      }
      return input;
    }
  }

  async #list(): Promise<WatchInput> {
    const { signal } = this.#effect;
    const listed = await this.#inTurn(() =>
      listAll(this.#options.client, this.spec, {
        signal,
        onPage: () => this.#received(),
        pageSize: this.#pageSize,
      }),
    );
    signal.throwIfAborted();
    this.#givenUp = 0;
    this.#closeWatch();
    this.#intake.replace(listed);
    this.#status.listed(this.#intake.unreadable());
    return { type: 'listed', resourceVersion: listed.resourceVersion };
  }

  async #connect(resourceVersion: string): Promise<WatchInput> {
    const { client, clock, random } = this.#options;
    const query = this.#query(resourceVersion, WATCH_SECONDS + Math.floor(random() * WATCH_SECONDS_JITTER));
    const { signal } = this.#effect;
    const cancel = clock.after(OPENING_MS, () => this.#status.late());
    try {
      this.#lines = await this.#inTurn(() =>
        client.watchLines(SYSTEM, this.#request.path, query, { signal }),
      );
    } finally {
      cancel();
    }
    this.#givenUp = 0;
    this.#received();
    return { type: 'opened', at: clock.moment() };
  }

  /** Sends a request when it is this source's turn; sources that are being viewed go first. The idle timer starts at that point. */
  async #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    this.#idle.stop();
    const act = (): Promise<T> => {
      this.#idle.start();
      return ask();
    };
    return await this.#options.openings.run(act, {
      signal: this.#effect.signal,
      isFirst: this.spec.tier === 'detail',
    });
  }

  #query(resourceVersion: string, timeoutSeconds: number): Query {
    const { labelSelector, fieldSelector } = this.spec;
    return { labelSelector, fieldSelector, resourceVersion, allowWatchBookmarks: true, timeoutSeconds };
  }

  unprovedMs(): number | null {
    return this.#proof.unprovedMs();
  }

  async check(): Promise<void> {
    await this.#proof.check();
  }

  /** What the proof of a watch sees of it and does to it. */
  #owner(): WatchOwner {
    return {
      open: () => (this.#open?.signal.aborted === false ? this.#open : null),
      query: (resourceVersion, timeoutSeconds) => this.#query(resourceVersion, timeoutSeconds),
      onSilent: () =>
        this.#options.log.warn(
          { source: this.spec.id },
          'watch: it is silent although its collection changed; reopening it',
        ),
      take: (lines) => this.#take(lines),
      reopen: (failure) => {
        this.#verdict = failure;
        this.#effect.abort();
      },
      distrust: (doubt, wholeAt) => this.#status.distrusted(doubt, wholeAt),
      rely: () => {
        if (this.#machine.phase === 'watching') this.#status.reliedOn();
      },
    };
  }

  async #watch(): Promise<WatchInput> {
    const { clock, random } = this.#options;
    for await (const lines of this.#lines ?? []) {
      // Bytes may arrive after a stop: ignore them.
      this.#effect.signal.throwIfAborted();
      this.#received();
      this.#proof.delivered();
      this.#take(lines);
    }
    this.#closeWatch();
    return { type: 'closed', at: clock.moment(), random: random() };
  }

  /** Applies one chunk of a watch. An error is thrown only after the valid part is in the store. */
  #take(lines: readonly string[]): void {
    const { resourceVersion, error } = this.#intake.take(lines);
    this.#status.taken(this.#intake.unreadable());
    if (resourceVersion !== undefined) this.#step({ type: 'advanced', resourceVersion });
    if (error !== undefined) throw error;
  }

  #step(input: WatchInput): void {
    const before = this.#machine;
    this.#machine = transition(before, input);
    const { signal } = this.#effect;
    this.#open =
      this.#machine.phase === 'watching' ? { resourceVersion: this.#machine.resourceVersion, signal } : null;
    if (this.#machine.phase === before.phase) return;
    // While there is still doubt, an open watch does not count as recovered.
    if (this.#machine.phase === 'watching' && this.#proof.repeatDoubt()) return;
    this.#status.moved(this.#machine);
  }

  #received(): void {
    this.#idle.received();
    this.#proof.received();
    this.#status.received();
  }

  #closeWatch(): void {
    this.#lines = undefined;
    this.#idle.stop();
  }
}
