import { type Caller, callerKey } from '#server/caller.ts';
import { TooManyError } from '#server/live/too-many-error.ts';

export interface QuotaOptions {
  /** What is counted, in the plural, as the refusal names it. */
  what: string;
  /** Limit for the whole process. */
  limit: number;
  /** Limit per caller, so that a script that forgets to close cannot lock a browser out. */
  limitPerCaller: number;
  retryAfterSeconds: number;
}

/** Counts what is open, in total and per caller. */
export class Quota {
  readonly #options: QuotaOptions;
  readonly #byCaller = new Map<string, number>();
  #count = 0;

  constructor(options: QuotaOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  isFull(): boolean {
    return this.#count >= this.#options.limit;
  }

  isFullFor(caller: Caller): boolean {
    return (this.#byCaller.get(callerKey(caller)) ?? 0) >= this.#options.limitPerCaller;
  }

  /** Takes one. Throws TooManyError when there is none left. Returns a function that releases it; a second call changes nothing. */
  take(caller: Caller): () => void {
    const { what, limit, limitPerCaller, retryAfterSeconds } = this.#options;
    const key = callerKey(caller);
    const mine = this.#byCaller.get(key) ?? 0;
    if (this.isFull() || this.isFullFor(caller))
      throw new TooManyError(
        `Sluice has ${this.#count} ${what} open, ${mine} of them yours. The limit is ${limit}, ${limitPerCaller} per caller. Close some, or wait.`,
        retryAfterSeconds,
      );
    this.#count += 1;
    this.#byCaller.set(key, mine + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#count -= 1;
      const left = (this.#byCaller.get(key) ?? 0) - 1;
      if (left > 0) this.#byCaller.set(key, left);
      else this.#byCaller.delete(key);
    };
  }
}
