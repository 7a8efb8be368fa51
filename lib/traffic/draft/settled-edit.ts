import type { Clock } from '#lib/clock.ts';
import { ValueStore } from '#lib/subscribable.ts';

/** How long an edit must be unchanged before the cluster is asked about it, ms. */
const SETTLED_AFTER_MS = 350;

/** The edit to ask the cluster about, debounced: the last one that stayed unchanged for a moment, so that a drag asks once, at its end. */
export class SettledEdit extends ValueStore<string | null> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(null);
    this.#clock = clock;
  }

  /** Proposes the current edit; null when there is none. Returns a function that cancels it, for when another edit replaces it. */
  propose(edit: string | null): () => void {
    return this.#clock.after(SETTLED_AFTER_MS, () => this.set(edit));
  }
}
