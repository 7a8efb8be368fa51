export interface TurnOptions {
  signal?: AbortSignal;
  /** Goes ahead of waiting tasks without this flag. False when absent. */
  isFirst?: boolean;
}

/** Limits how many tasks run at once; the others wait for their turn. */
export class Gate {
  #waiting: { enter: () => void; isFirst: boolean }[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Runs `act` when there is room. Rejects with the signal's reason if it aborts before its turn. */
  async run<T>(act: () => Promise<T>, options: TurnOptions = {}): Promise<T> {
    await this.#enter(options);
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next.enter();
    }
  }

  #enter({ signal, isFirst = false }: TurnOptions): Promise<void> | undefined {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== turn);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const turn = { enter, isFirst };
      const firsts = isFirst ? this.#waiting.findIndex((other) => !other.isFirst) : -1;
      this.#waiting.splice(firsts < 0 ? this.#waiting.length : firsts, 0, turn);
    });
  }
}
