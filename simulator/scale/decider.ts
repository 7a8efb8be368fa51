/** Pods that were wanted until some time; `until` is Unix ms. */
interface Past {
  pods: number;
  until: number;
}

/** What a decider answers: the pods wanted now, and in how many ms the answer changes by itself. */
export interface Decision {
  pods: number;
  changesInMs: number | undefined;
}

/**
 * Turns the pods a load wants into the pods to have: more at once, fewer only after the load has been lower for the whole
 * stable window, as the autoscaler's average over that window does.
 */
export class Decider {
  #current: number;
  #past: Past[] = [];

  /** Starts as if `initial` pods had been wanted until now. */
  constructor(initial: number) {
    this.#current = initial;
  }

  /** `windowMs` is the stable window as it is configured now: a changed one counts for what was wanted before, too. */
  decide(wanted: number, now: number, windowMs: number): Decision {
    if (wanted !== this.#current) {
      this.#past.push({ pods: this.#current, until: now });
      this.#current = wanted;
    }
    this.#past = this.#past.filter(({ until }) => until + windowMs > now);
    const higher = this.#past.filter(({ pods }) => pods > wanted);
    const pods = higher.reduce((most, past) => Math.max(most, past.pods), wanted);
    const ends = higher.map(({ until }) => until + windowMs - now);
    return { pods, changesInMs: ends.length === 0 ? undefined : Math.min(...ends) };
  }
}
