import { assertNever } from '#lib/assert-never.ts';
import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Source, SourceSpec, SourceState } from '#lib/kubernetes/source.ts';
import {
  initialWatchState,
  transition,
  type WatchInput,
  type WatchState,
} from '#lib/kubernetes/watch-state.ts';
import { SYSTEM } from '#server/caller.ts';
import { type Clock, type Random, sleep } from '#server/clock.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';
import type { RequestName } from '#server/kubernetes/errors.ts';
import { IdleTimer } from '#server/kubernetes/idle-timer.ts';
import { ingest } from '#server/kubernetes/ingest.ts';
import { listAll, PageSize } from '#server/kubernetes/list-all.ts';
import { nextSourceState } from '#server/kubernetes/source-status.ts';
import { parseWatchEvent } from '#server/kubernetes/watch-event.ts';
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
/** retryNow leaves a watch alone that was heard from more recently. */
const SILENCE_MS = 5_000;

interface StoreEvent {
  type: 'upsert' | 'delete';
  object: KubeObject;
}

/** Lists and watches one collection into its store, until stopped. Only its own loop writes the store. */
export class Reflector implements Source {
  readonly spec: SourceSpec;
  readonly store: ObjectStore;
  readonly #options: ReflectorOptions;
  readonly #request: RequestName;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #pageSize = new PageSize();
  /** Why objects could not be read, by `namespace/name`. */
  #unreadable = new Map<string, string>();
  #machine: WatchState = initialWatchState;
  #state: SourceState;
  #running: Promise<void> | undefined;
  /** The open watch, from its headers on. */
  #lines: AsyncIterable<string[]> | undefined;
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
    } else if (only === undefined && phase !== 'stopped' && (this.#idle?.silentMs ?? 0) >= SILENCE_MS)
      this.#effect.abort();
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
      if (this.#effect.signal.aborted) return { type: 'idle' };
      const failure = toWatchFailure(error);
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
    this.#closeWatch();
    const kept = [...listed.unreadable.keys()].flatMap((key) => this.store.get(key) ?? []);
    this.store.replace([...listed.objects, ...kept]);
    this.#unreadable = listed.unreadable;
    for (const [object, why] of listed.unreadable) this.#cannotRead(object, why);
    this.#setState({ ...this.#state, synced: true, unreadable: [...this.#unreadable.keys()].sort() });
    return { type: 'listed', resourceVersion: listed.resourceVersion };
  }

  async #connect(resourceVersion: string): Promise<WatchInput> {
    const { client, clock, random } = this.#options;
    const { labelSelector, fieldSelector } = this.spec;
    const timeoutSeconds = WATCH_SECONDS + Math.floor(random() * WATCH_SECONDS_JITTER);
    const query = {
      labelSelector,
      fieldSelector,
      resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds,
    };
    const { signal } = this.#effect;
    this.#startIdle();
    const cancel = clock.after(OPENING_MS, () => this.#isLate());
    try {
      this.#lines = await client.watchLines(SYSTEM, this.#request.path, query, { signal });
    } finally {
      cancel();
    }
    this.#heard();
    return { type: 'opened', at: clock.now() };
  }

  async #watch(): Promise<WatchInput> {
    const { clock, random } = this.#options;
    for await (const lines of this.#lines ?? []) {
      // Bytes may arrive after a stop: nothing happens then.
      this.#effect.signal.throwIfAborted();
      this.#heard();
      this.#take(lines);
    }
    this.#closeWatch();
    return { type: 'closed', at: clock.now(), random: random() };
  }

  /** Takes one piece of a watch: into the store in one step, then the version advances, then what went wrong is thrown. */
  #take(lines: readonly string[]): void {
    const events: StoreEvent[] = [];
    let resourceVersion: string | undefined;
    try {
      for (const line of lines) {
        const event = parseWatchEvent(line, this.#request);
        if (event.type === 'error') throw event.error;
        if (event.type === 'unknown') {
          this.#options.log.warn({ source: this.spec.id, type: event.name }, 'watch: unknown event type');
          continue;
        }
        if (event.type !== 'bookmark') this.#takeObject(event, events);
        ({ resourceVersion } = event);
      }
    } finally {
      this.store.applyAll(events);
      this.#setState({ ...this.#state, unreadable: [...this.#unreadable.keys()].sort() });
      if (resourceVersion !== undefined) this.#step({ type: 'advanced', resourceVersion });
    }
  }

  #takeObject(event: StoreEvent, events: StoreEvent[]): void {
    const { type, object } = event;
    if (type === 'delete') {
      this.#unreadable.delete(objectKey(object));
      events.push(event);
      return;
    }
    const taken = ingest(object, this.spec);
    if ('object' in taken) {
      this.#unreadable.delete(objectKey(taken.object));
      events.push({ type, object: taken.object });
    } else this.#cannotRead(taken.unreadable, taken.why);
  }

  #cannotRead(object: string, why: string): void {
    this.#unreadable.set(object, why);
    this.#options.log.warn({ source: this.spec.id, object, why }, 'watch: an object cannot be read');
  }

  #step(input: WatchInput): void {
    const before = this.#machine;
    this.#machine = transition(before, input);
    if (this.#machine.phase === before.phase) return;
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
