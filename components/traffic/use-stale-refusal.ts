'use client';
import { useEffect, useState } from 'react';
import type { ApiError } from '#components/actions/api.ts';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';

/** How long a page that says it is live may only not have heard yet what the server refused for. */
const HEARD_MS = RECONNECT_GRACE_MS + 1_000;

/** What is left of a write that was refused since the screen may be old. */
export interface StaleRefusal {
  /** Why a write asks for a confirmation first; null when it needs none. */
  stale: string | null;
  /** What became of the write that was refused; null when none was, or something else was. */
  words: string | null;
}

/**
 * useStaleRefusal tells whether a write has to be confirmed: while the page is not live, and while the server said so of a write
 * and the page may not have heard of it yet. Once the page is live again, the refusal is history and says so.
 */
export function useStaleRefusal(error: ApiError | null, staleReason: string | null): StaleRefusal {
  const [over, setOver] = useState<ApiError | null>(null);
  const refusal = error?.code === 'stale' ? error : null;
  useEffect(() => {
    if (refusal === null || staleReason !== null) return undefined;
    const timer = setTimeout(() => setOver(refusal), HEARD_MS);
    return () => clearTimeout(timer);
  }, [refusal, staleReason]);
  if (refusal === null) return { stale: staleReason, words: null };
  if (over === refusal && staleReason === null) {
    return { stale: null, words: 'Nothing was changed: the screen was not live then. It is live again.' };
  }
  return {
    stale: staleReason ?? 'Sluice’s server has lost a watch that this page rests on.',
    words:
      'Nothing was changed, because the screen may be out of date. Apply again to change the traffic anyway.',
  };
}

/** useReturns counts how often the page has become live again. A new count means: ask the cluster again. */
export function useReturns(isLive: boolean): number {
  const [seen, setSeen] = useState({ isLive, returns: 0 });
  if (seen.isLive !== isLive) setSeen({ isLive, returns: seen.returns + (isLive ? 1 : 0) });
  return seen.returns;
}
