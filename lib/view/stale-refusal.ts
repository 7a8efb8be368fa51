import type { Clock } from '#lib/clock.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';

/** How long a page may call itself live before it has heard of what the server refused a write for, ms. */
const HEARD_MS = RECONNECT_GRACE_MS + 1_000;

/** What is left of a write that was refused because the screen may be old. */
export interface StaleRefusal {
  /** Why a write asks for a confirmation first; null when it needs none. */
  stale: string | null;
  /** What became of the write that was refused; null when none was, or something else was. */
  words: string | null;
}

/** endRefusal calls back once a page that is live all that time must have heard of the fault, if it still were one. */
export function endRefusal(clock: Clock, end: () => void): () => void {
  return clock.after(HEARD_MS, end);
}

/**
 * staleRefusal tells whether a write has to be confirmed: while the page is not live (`staleReason`), and after the server refused a
 * write as stale, until the page must have heard of it. Then the refusal is history (`over`), and says so.
 */
export function staleRefusal(refusal: 'none' | 'fresh' | 'over', staleReason: string | null): StaleRefusal {
  if (refusal === 'none') return { stale: staleReason, words: null };
  if (refusal === 'over' && staleReason === null) {
    return { stale: null, words: 'Nothing was changed: the screen was not live then. It is live again.' };
  }
  return {
    stale: staleReason ?? 'Sluice’s server has lost a watch that this page rests on.',
    words:
      'Nothing was changed, because the screen may be out of date. Apply again to change the traffic anyway.',
  };
}
