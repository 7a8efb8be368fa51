/**
 * Time as a parameter, so that tests can advance it by hand. The browser passes its own clock; the server passes one that can also measure
 * durations (`server/clock.ts`).
 */
export interface Clock {
  /** Unix ms. It jumps when someone sets the clock. */
  now(): number;
  /** Calls back once after `ms` ms. Returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Returns a random number in [0, 1). */
export type Random = () => number;

/** every calls back each `ms` ms until the returned function is called. */
export function every(clock: Clock, ms: number, callback: () => void): () => void {
  let isOver = false;
  let cancel = (): void => {};
  const wait = (): void => {
    cancel = clock.after(ms, () => {
      callback();
      // The callback may have ended the interval.
      if (!isOver) wait();
    });
  };
  wait();
  return () => {
    isOver = true;
    cancel();
  };
}
