'use client';
import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { type ApiError, isUnanswered } from '#components/actions/api.ts';
import { type TrafficWrite, useApplyTraffic } from '#components/actions/use-traffic-write.ts';
import { browserClock } from '#components/browser/browser-clock.ts';
import type { ApplyProgress } from '#lib/view/apply-progress.ts';
import { type ApplyListeners, ApplyTracker, isApplying } from '#lib/view/apply-tracker.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

export interface ApplyHandle {
  /** Writes, unless a write is already in flight. */
  apply: (write: TrafficWrite, listeners: ApplyListeners) => void;
  /** True from the start of the request until the watch delivers the written generation. */
  applying: boolean;
  error: ApiError | null;
  progress: ApplyProgress | null;
  clear: () => void;
}

/** useApply writes traffic and tracks the result (`ApplyTracker`) for as long as its progress is shown. */
export function useApply(head: ServiceHead): ApplyHandle {
  const { mutate, isPending, error, reset } = useApplyTraffic();
  const [tracker] = useState(() => new ApplyTracker(head));
  const progress = useSyncExternalStore(tracker.subscribe, tracker.get, () => null);
  const sending = useRef(false);
  // Before paint, so that the edit ends in the same frame in which the live traffic replaces it.
  useLayoutEffect(() => {
    if (tracker.see(head, error !== null && isUnanswered(error), browserClock.now())) reset();
  }, [tracker, head, error, reset]);
  const clear = useCallback(() => {
    reset();
    tracker.clear();
  }, [reset, tracker]);
  const apply: ApplyHandle['apply'] = (write, listeners) => {
    // Two clicks before the next render count as one.
    if (sending.current) return;
    sending.current = true;
    const pending = tracker.send(write.traffic, listeners, browserClock.now());
    mutate(write, {
      onSuccess: (written) => pending.written(written, browserClock.now()),
      onError: (refusal) => {
        if (!isUnanswered(refusal)) pending.refused();
      },
      onSettled: () => {
        sending.current = false;
      },
    });
  };
  return { apply, applying: isApplying(isPending, progress, head), error, progress, clear };
}
