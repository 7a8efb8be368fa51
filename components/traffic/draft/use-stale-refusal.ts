'use client';
import { useEffect, useState } from 'react';
import type { ApiError } from '#components/actions/api.ts';
import { browserClock } from '#components/browser/browser-clock.ts';
import { countReturns } from '#lib/view/data-time.ts';
import { endRefusal, type StaleRefusal, staleRefusal } from '#lib/view/stale-refusal.ts';

/**
 * useStaleRefusal returns whether a write needs confirmation: while the page is not live, or while the server has refused a write as
 * stale and the page may not have noticed yet.
 */
export function useStaleRefusal(error: ApiError | null, staleReason: string | null): StaleRefusal {
  const [over, setOver] = useState<ApiError | null>(null);
  const refusal = error?.code === 'stale' ? error : null;
  useEffect(() => {
    if (refusal === null || staleReason !== null) return undefined;
    return endRefusal(browserClock, () => setOver(refusal));
  }, [refusal, staleReason]);
  return staleRefusal(refusal === null ? 'none' : over === refusal ? 'over' : 'fresh', staleReason);
}

/** useReturns counts how often the page has become live again. A new count means that the cluster must be asked again. */
export function useReturns(isLive: boolean): number {
  const [seen, setSeen] = useState({ isLive, count: 0 });
  const present = countReturns(seen, isLive);
  if (present !== seen) setSeen(present);
  return present.count;
}
