import type { Clock } from '#server/clock.ts';

/** Counts what is under way, so that its end can be waited for. */
export class Uses {
  #count = 0;
  #waiting = new Set<() => void>();

  /** Notes a beginning. Returns what notes its end, once. */
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

  /** Resolves when nothing is under way, or after that many ms. */
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
