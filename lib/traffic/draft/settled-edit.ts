import type { Clock } from '#lib/clock.ts';
import { ValueStore } from '#lib/subscribable.ts';

/** How long an edit is left alone before the cluster is asked about it, ms. */
const SETTLED_AFTER_MS = 350;

/** The edit that the cluster is asked about: the last one that was left alone for a moment, so that a drag asks once, at its end. */
export class SettledEdit extends ValueStore<string | null> {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super(null);
    this.#clock = clock;
  }

  /** Sets the edit as it is now; null when there is none. Returns what takes that back, for when another takes its place. */
  propose(edit: string | null): () => void {
    return this.#clock.after(SETTLED_AFTER_MS, () => this.set(edit));
  }
}
