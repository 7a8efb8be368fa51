import { assertNever } from '#lib/assert-never.ts';
import type { SourceState } from '#lib/kubernetes/source.ts';
import type { WatchState } from '#lib/kubernetes/watch-state.ts';
import type { Clock } from '#server/clock.ts';
import type { Log } from '#server/log.ts';

export interface SourceStatusOptions {
  /** Id of the source, for the log. */
  id: string;
  clock: Clock;
  log: Pick<Log, 'error'>;
}

/** The state of one source, and the listeners for its changes. */
export class SourceStatus {
  readonly #options: SourceStatusOptions;
  readonly #listeners = new Set<() => void>();
  #state: SourceState;

  constructor(options: SourceStatusOptions) {
    this.#options = options;
    const since = options.clock.now();
    this.#state = { phase: 'listing', synced: false, since, heardAt: null, error: '', unreadable: [] };
  }

  current(): SourceState {
    return this.#state;
  }

  /** Calls back when phase, synced, error or unreadable changed. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Records that something has arrived. Listeners are not notified. */
  received(): void {
    this.#state = { ...this.#state, heardAt: this.#options.clock.now() };
  }

  listed(unreadable: readonly string[]): void {
    this.#set({ ...this.#state, synced: true, unreadable });
  }

  taken(unreadable: readonly string[]): void {
    this.#set({ ...this.#state, unreadable });
  }

  /** Applies a transition of the watch's state machine. */
  moved(machine: WatchState): void {
    this.#set(nextSourceState(this.#state, machine, this.#options.clock.now()));
  }

  /** While a watch is being opened, the previous one is over: the shown data goes stale. */
  late(): void {
    if (this.#state.phase !== 'live') return;
    const error = 'the watch has ended, and the API server has not opened another yet';
    this.#set({ ...this.#state, phase: 'reconnecting', error, since: this.#options.clock.now() });
  }

  /** An open watch that is not trusted counts as lost, from the time it was last known to be complete. */
  distrusted(doubt: string, wholeAt: number): void {
    const since = this.#state.phase === 'reconnecting' ? this.#state.since : wholeAt;
    this.#set({ ...this.#state, phase: 'reconnecting', error: doubt, since });
  }

  /** An open watch is trusted again. */
  reliedOn(): void {
    this.#set({ ...this.#state, phase: 'live', error: '', since: this.#options.clock.now() });
  }

  #set(state: SourceState): void {
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
        const { id, log } = this.#options;
        log.error({ err: error, source: id }, 'a listener of a watch state failed');
      }
    }
  }
}

/** nextSourceState returns a source's state after a transition of its machine; the same object when nothing changed. */
function nextSourceState(before: SourceState, machine: WatchState, now: number): SourceState {
  const { phase, error } = phaseOf(before, machine);
  if (phase === before.phase && error === before.error) return before;
  return { ...before, phase, error, since: phase === before.phase ? before.since : now };
}

function phaseOf(before: SourceState, machine: WatchState): Pick<SourceState, 'phase' | 'error'> {
  switch (machine.phase) {
    case 'watching':
      return { phase: 'live', error: '' };
    case 'listing':
      // While live, only an expired version leads back to a list.
      return before.phase === 'live'
        ? { phase: 'reconnecting', error: 'the resourceVersion has expired; relisting' }
        : before;
    case 'backingOff': {
      const { kind, message } = machine.failure;
      const refused = kind === 'forbidden' || kind === 'missing' || kind === 'unauthorized';
      return { phase: refused ? kind : 'reconnecting', error: message };
    }
    // A watch that ends normally is reopened immediately: not a fault, unless that fails.
    case 'connecting':
    case 'stopped':
      return before;
    default:
      return assertNever(machine);
  }
}
