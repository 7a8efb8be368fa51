import type { Clock } from '#server/clock.ts';

/** Counts uses in progress, so that callers can wait for the last one to end. */
export class Uses {
  #count = 0;
  #waiting = new Set<() => void>();

  /** Registers the start of a use. Returns a function that marks its end, once. */
  begin(): () => void {
    this.#count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count -= 1;
      if (this.#count > 0) return;
      for (const resolve of this.#waiting) resolve();
      this.#waiting.clear();
    };
  }

  /** Resolves when no use is in progress, or after `withinMs` milliseconds. */
  async ended(clock: Clock, withinMs: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(withinMs, resolve);
      this.#waiting.add(() => {
        cancel();
        resolve();
      });
    });
  }
}
