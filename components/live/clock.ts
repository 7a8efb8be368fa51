/** The browser's one clock for ages: the server's time, told once a second. */
export interface Clock {
  /** The server's time now, Unix ms. */
  now: () => number;
  /** The time that the page was rendered with, Unix ms: what the first paint shows in both places. */
  initial: number;
  /** Corrects by a time that the server has just told; small differences are kept, so that ages never jump back and forth. */
  correct: (serverNow: number) => void;
  subscribe: (listener: () => void) => () => void;
}

const TICK_MS = 1_000;
const TOLERANCE_MS = 2_000;

/** createClock starts at the server's time; it ticks only while someone listens. */
export function createClock(initial: number, localNow: () => number = Date.now): Clock {
  let offset = initial - localNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  const listeners = new Set<() => void>();
  return {
    initial,
    now: () => localNow() + offset,
    correct: (serverNow) => {
      const next = serverNow - localNow();
      if (Math.abs(next - offset) > TOLERANCE_MS) offset = next;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        for (const told of listeners) told();
      }, TICK_MS);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

/** stoppedClock stands at one time (Unix ms): what is as old as that gets no older on the screen, and counts down to nothing. */
export function stoppedClock(at: number): Clock {
  return { initial: at, now: () => at, correct: () => {}, subscribe: () => () => {} };
}
