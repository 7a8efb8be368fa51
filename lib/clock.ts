/**
 * Time as an argument, so that tests advance it by hand. The browser passes its own clock, the server one that can measure durations
 * too (`server/clock.ts`).
 */
export interface Clock {
  /** Unix ms. It jumps when somebody sets the clock. */
  now(): number;
  /** Calls back once after that many ms. Returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** A source of randomness in [0, 1). */
export type Random = () => number;

/** every calls back each time that many ms have passed, until the returned function is called. */
export function every(clock: Clock, ms: number, callback: () => void): () => void {
  let isOver = false;
  let cancel = (): void => {};
  const wait = (): void => {
    cancel = clock.after(ms, () => {
      callback();
      // The callback may be what ends it.
      if (!isOver) wait();
    });
  };
  wait();
  return () => {
    isOver = true;
    cancel();
  };
}
