/** A set of listeners. Its owner calls `notify` after a change. */
export class Subscribable {
  readonly #listeners = new Set<{ listener: () => void }>();

  /** Calls the listener on every change. Returns the unsubscriber. Bound, so that it can be passed directly to useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    // The same function may subscribe twice; each subscription ends separately.
    const subscription = { listener };
    this.#listeners.add(subscription);
    this.onSubscribe();
    return () => {
      if (this.#listeners.delete(subscription)) this.onUnsubscribe();
    };
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls every current listener. Listeners added during the call are called next time; those removed during it are not called. */
  notify(): void {
    for (const subscription of Array.from(this.#listeners)) {
      if (this.#listeners.has(subscription)) subscription.listener();
    }
  }

  protected onSubscribe(): void {
    // For subclasses that work only while they have listeners.
  }

  protected onUnsubscribe(): void {
    // For subclasses that work only while they have listeners.
  }
}

/** One value and its listeners, which are called when the value is replaced. */
export class ValueStore<T> extends Subscribable {
  #value: T;

  constructor(value: T) {
    super();
    this.#value = value;
  }

  /** Returns the value. Bound, so that it can be passed directly to useSyncExternalStore. */
  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.notify();
  }
}
