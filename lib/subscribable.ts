/** A set of listeners. Whoever owns it calls `notify` after a change. */
export class Subscribable {
  readonly #listeners = new Set<{ listener: () => void }>();

  /** Calls the listener on every change. Returns the unsubscriber. Bound, so that it can be passed to useSyncExternalStore as it is. */
  readonly subscribe = (listener: () => void): (() => void) => {
    // The same function may subscribe twice; each subscription ends by itself.
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

  /** Calls every listener that is subscribed now; those that a listener adds are called next time, those that it removes are not. */
  notify(): void {
    for (const subscription of Array.from(this.#listeners)) {
      if (this.#listeners.has(subscription)) subscription.listener();
    }
  }

  protected onSubscribe(): void {
    // For a subclass that works only while somebody listens.
  }

  protected onUnsubscribe(): void {
    // For a subclass that works only while somebody listens.
  }
}

/** One value and its listeners, which are called when another value takes its place. */
export class ValueStore<T> extends Subscribable {
  #value: T;

  constructor(value: T) {
    super();
    this.#value = value;
  }

  /** The value. Bound, so that it can be passed to useSyncExternalStore as it is. */
  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.notify();
  }
}
