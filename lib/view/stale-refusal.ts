import type { Clock } from '#lib/clock.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';

/** How long a page may be live before it must have heard of the fault for which the server refused a write, ms. */
const NOTICE_WITHIN_MS = RECONNECT_GRACE_MS + 1_000;

/** State after a write was refused because the screen may be stale. */
export interface StaleRefusal {
  /** Why a write must be confirmed first; null when it need not be. */
  stale: string | null;
  /** What happened to the refused write; null when none was refused, or for another reason. */
  words: string | null;
}

/** endRefusal calls back once a page that stayed live would have heard of the fault if it still existed. */
export function endRefusal(clock: Clock, end: () => void): () => void {
  return clock.after(NOTICE_WITHIN_MS, end);
}

/**
 * staleRefusal returns whether a write must be confirmed: while the page is not live (`staleReason`), and after the server refused a write
 * as stale, until the page would have heard of the fault. The refusal is then over (`over`), and `words` says so.
 */
export function staleRefusal(refusal: 'none' | 'fresh' | 'over', staleReason: string | null): StaleRefusal {
  if (refusal === 'none') return { stale: staleReason, words: null };
  if (refusal === 'over' && staleReason === null) {
    return { stale: null, words: 'Nothing was changed: the screen was not live then. It is live again.' };
  }
  return {
    stale: staleReason ?? 'Sluice’s server has lost a watch that this page depends on.',
    words:
      'Nothing was changed, because the screen may be out of date. Apply again to change the traffic anyway.',
  };
}
