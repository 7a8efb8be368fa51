/** Pods wanted until a time; `until` is Unix ms. */
interface Past {
  pods: number;
  until: number;
}

/** A decision: the pods wanted now, and the ms until that changes without new input. */
export interface Decision {
  pods: number;
  changesInMs: number | undefined;
}

/**
 * Converts the pods that a load needs into the pods to run: scales up immediately, and down only after the load has been lower for the
 * whole stable window, as the autoscaler's average over that window does.
 */
export class Decider {
  #current: number;
  #past: Past[] = [];

  /** Starts as if `initial` pods had been desired until now. */
  constructor(initial: number) {
    this.#current = initial;
  }

  /** `windowMs` is the current stable window; a change also applies to what was desired before. */
  decide(desired: number, now: number, windowMs: number): Decision {
    if (desired !== this.#current) {
      this.#past.push({ pods: this.#current, until: now });
      this.#current = desired;
    }
    this.#past = this.#past.filter(({ until }) => until + windowMs > now);
    const higher = this.#past.filter(({ pods }) => pods > desired);
    const pods = higher.reduce((most, past) => Math.max(most, past.pods), desired);
    const ends = higher.map(({ until }) => until + windowMs - now);
    return { pods, changesInMs: ends.length === 0 ? undefined : Math.min(...ends) };
  }
}
