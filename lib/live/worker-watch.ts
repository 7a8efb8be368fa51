import { HEARTBEAT_INTERVAL_MS } from '#lib/live/protocol.ts';

/**
 * What a tab knows about the worker that holds the browser's connection, in Unix ms of this browser's clock: when it last heard from the
 * worker, when it pinged the worker (null: not since it last heard from it), and when it last checked.
 */
export interface WorkerWatch {
  receivedAt: number;
  pingedAt: number | null;
  lookedAt: number;
}

/** How often a tab checks. */
export const LOOK_EVERY_MS = 1_000;
/** A worker that sends nothing for longer is pinged. While the server is up, the worker forwards each heartbeat. */
const ASK_AFTER_MS = HEARTBEAT_INTERVAL_MS + 1_000;
/** Deadline for a response. A worker responds on its own, whatever the state of the server. */
const ANSWER_WITHIN_MS = 4_000;
/** Checks further apart than this mean that the tab itself was held up. They show nothing about the worker. */
const HELD_UP_MS = 3 * LOOK_EVERY_MS;

/** startWatch returns the initial state for a worker that was just started. */
export function startWatch(now: number): WorkerWatch {
  return { receivedAt: now, pingedAt: null, lookedAt: now };
}

/** receivedFromWorker records that the worker sent something. */
export function receivedFromWorker(watch: WorkerWatch, now: number): WorkerWatch {
  return { ...watch, receivedAt: now, pingedAt: null };
}

/**
 * lookAtWorker implements the whole policy of when a worker counts as gone. `ask`: ping it; `replace`: it did not answer, start another
 * one. A browser can terminate a worker without notifying the tabs that use it.
 */
export function lookAtWorker(
  watch: WorkerWatch,
  now: number,
): { watch: WorkerWatch; effect: 'ask' | 'replace' | undefined } {
  const sinceLook = now - watch.lookedAt;
  // The computer slept, the tab was frozen, or the clock was set: the worker did not get its full time to answer.
  if (sinceLook < 0 || sinceLook > HELD_UP_MS) return { watch: startWatch(now), effect: undefined };
  const looked = { ...watch, lookedAt: now };
  if (looked.pingedAt !== null) {
    return { watch: looked, effect: now - looked.pingedAt >= ANSWER_WITHIN_MS ? 'replace' : undefined };
  }
  if (now - looked.receivedAt < ASK_AFTER_MS) return { watch: looked, effect: undefined };
  return { watch: { ...looked, pingedAt: now }, effect: 'ask' };
}
