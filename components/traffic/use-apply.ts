'use client';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { ApiError } from '#components/actions/api.ts';
import {
  type TrafficWrite,
  type TrafficWritten,
  useApplyTraffic,
} from '#components/actions/use-traffic-write.ts';
import { type ApplyProgress, advanceProgress, beginProgress } from '#lib/view/apply-progress.ts';
import type { ServiceHead } from '#lib/view/types.ts';

export interface ApplyHandle {
  /** Writes. `onWritten` is called when the cluster has taken the change, `onBack` when the watch has brought it back. */
  apply: (write: TrafficWrite, onWritten: (written: TrafficWritten) => void, onBack: () => void) => void;
  /** From the request's start until the watch has brought the written generation back. */
  applying: boolean;
  error: ApiError | null;
  progress: ApplyProgress | null;
  clear: () => void;
}

/**
 * useApply writes traffic and follows what becomes of it for as long as its progress is shown. The view is never edited: `applying`
 * lasts until the watch shows the generation that was written.
 */
export function useApply(head: ServiceHead): ApplyHandle {
  const { mutate, isPending, error, reset } = useApplyTraffic();
  const [progress, setProgress] = useState<ApplyProgress | null>(null);
  const awaited = useRef<{ generation: number; onBack: () => void } | null>(null);
  // Before paint, so that the edit ends in the same frame in which the live traffic takes its place.
  useLayoutEffect(() => {
    const now = Date.now();
    // oxlint-disable-next-line react/set-state-in-effect -- collects a log from a stream; no render can derive it
    setProgress((present) => (present === null ? null : advanceProgress(present, head, now)));
    settle(awaited, head);
  }, [head]);
  const latest = useRef(head);
  useLayoutEffect(() => {
    latest.current = head;
  });
  const clear = useCallback(() => {
    reset();
    setProgress(null);
  }, [reset]);
  const apply: ApplyHandle['apply'] = (write, onWritten, onBack) => {
    const startedAt = Date.now();
    mutate(write, {
      onSuccess: (written) => {
        const { generation } = written;
        awaited.current = { generation, onBack };
        setProgress(
          advanceProgress(beginProgress(generation, written.traffic, startedAt), latest.current, Date.now()),
        );
        onWritten(written);
        settle(awaited, latest.current);
      },
    });
  };
  return {
    apply,
    applying: isPending || (progress !== null && head.generation < progress.generation),
    error,
    progress,
    clear,
  };
}

function settle(
  awaited: { current: { generation: number; onBack: () => void } | null },
  head: ServiceHead,
): void {
  const { current } = awaited;
  if (current === null || head.generation < current.generation) return;
  awaited.current = null;
  current.onBack();
}
