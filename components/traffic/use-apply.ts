'use client';
import { useEffect, useState } from 'react';
import type { ApiError } from '#components/actions/api.ts';
import { type TrafficWrite, useApplyTraffic } from '#components/actions/use-traffic-write.ts';
import { type ApplyProgress, advanceProgress, beginProgress } from '#lib/view/apply-progress.ts';
import type { ServiceHead } from '#lib/view/types.ts';

export interface ApplyHandle {
  apply: (write: TrafficWrite, onWritten: () => void) => void;
  /** From the request's start until the watch has brought the written generation back. */
  applying: boolean;
  error: ApiError | null;
  progress: ApplyProgress | null;
  clear: () => void;
}

/**
 * useApply writes traffic and follows what Knative says until the Route is ready or failed. The view is never edited: `applying`
 * lasts until the watch shows the generation that was written.
 */
export function useApply(head: ServiceHead | undefined): ApplyHandle {
  const { mutate, isPending, error, reset } = useApplyTraffic();
  const [progress, setProgress] = useState<ApplyProgress | null>(null);
  // The head is an outside system: its states are read as they arrive, one line each.
  useEffect(() => {
    if (head === undefined) return;
    const now = Date.now();
    // oxlint-disable-next-line react/set-state-in-effect -- collects a log from a stream; no render can derive it
    setProgress((present) => (present === null ? null : advanceProgress(present, head, now)));
  }, [head]);
  const apply: ApplyHandle['apply'] = (write, onWritten) => {
    const startedAt = Date.now();
    mutate(write, {
      onSuccess: ({ generation }) => {
        const begun = beginProgress(generation, startedAt);
        setProgress(head === undefined ? begun : advanceProgress(begun, head, Date.now()));
        onWritten();
      },
    });
  };
  const waiting = progress !== null && head !== undefined && head.generation < progress.generation;
  return {
    apply,
    applying: isPending || waiting,
    error,
    progress,
    clear: () => {
      reset();
      setProgress(null);
    },
  };
}
