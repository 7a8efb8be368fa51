import { HEARTBEAT_INTERVAL_MS } from '#lib/live/protocol.ts';

/**
 * What a tab knows of the worker that holds the browser's connection, in Unix ms of this browser's clock: when it was last heard,
 * when it was asked whether it lives (null: not since it was heard), and when this was last looked at.
 */
export interface WorkerWatch {
  heardAt: number;
  askedAt: number | null;
  lookedAt: number;
}

/** How often a tab looks. */
export const LOOK_EVERY_MS = 1_000;
/** A worker that is silent for longer is asked: while the server is heard, it passes each heartbeat on. */
const ASK_AFTER_MS = HEARTBEAT_INTERVAL_MS + 1_000;
/** A worker answers by itself, whatever the server does. */
const ANSWER_WITHIN_MS = 4_000;
/** Looks that are further apart tell that the tab itself was held up: nothing can be said of the worker. */
const HELD_UP_MS = 3 * LOOK_EVERY_MS;

/** startWatch begins with a worker that was just started. */
export function startWatch(now: number): WorkerWatch {
  return { heardAt: now, askedAt: null, lookedAt: now };
}

/** heardWorker notes that the worker said something. */
export function heardWorker(watch: WorkerWatch, now: number): WorkerWatch {
  return { ...watch, heardAt: now, askedAt: null };
}

/**
 * lookAtWorker is the whole policy of when a worker counts as gone. `ask`: ask it whether it lives; `replace`: it did not answer,
 * start another one. A browser ends a worker without a word to the tabs that use it.
 */
export function lookAtWorker(
  watch: WorkerWatch,
  now: number,
): { watch: WorkerWatch; effect: 'ask' | 'replace' | undefined } {
  const sinceLook = now - watch.lookedAt;
  // The computer slept, the tab was frozen, or the clock was set: the worker had no fair time to answer.
  if (sinceLook < 0 || sinceLook > HELD_UP_MS) return { watch: startWatch(now), effect: undefined };
  const looked = { ...watch, lookedAt: now };
  if (looked.askedAt !== null) {
    return { watch: looked, effect: now - looked.askedAt >= ANSWER_WITHIN_MS ? 'replace' : undefined };
  }
  if (now - looked.heardAt < ASK_AFTER_MS) return { watch: looked, effect: undefined };
  return { watch: { ...looked, askedAt: now }, effect: 'ask' };
}
