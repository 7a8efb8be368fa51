'use client';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { type ApiError, isUnanswered } from '#components/actions/api.ts';
import {
  type TrafficWrite,
  type TrafficWritten,
  useApplyTraffic,
} from '#components/actions/use-traffic-write.ts';
import { DEFAULT_TRAFFIC, sameAsDefaulted } from '#lib/knative/traffic-target.ts';
import { type ApplyProgress, advanceProgress, beginProgress } from '#lib/view/apply-progress.ts';
import type { ServiceHead } from '#lib/view/types.ts';

/** Who wants to know what becomes of a write. */
export interface ApplyListeners {
  /** The cluster has taken the change, or holds it already. */
  onWritten: (written: TrafficWritten) => void;
  /** The cluster has not taken it. Not called where the answer is lost. */
  onRefused: () => void;
  /** The watch has brought it back. */
  onBack: () => void;
}

export interface ApplyHandle {
  /** Writes, unless a write is on its way. */
  apply: (write: TrafficWrite, listeners: ApplyListeners) => void;
  /** From the request's start until the watch has brought the written generation back. */
  applying: boolean;
  error: ApiError | null;
  progress: ApplyProgress | null;
  clear: () => void;
}

/** A write whose answer is not there. */
interface Sent extends ApplyListeners {
  write: TrafficWrite;
  /** The Service's generation when it was sent. */
  generation: number;
  startedAt: number;
}

/**
 * useApply writes traffic and follows what becomes of it for as long as its progress is shown. The view is never edited: `applying`
 * lasts until the watch shows the generation that was written. Where the answer is lost, the watch tells whether it was written.
 */
export function useApply(head: ServiceHead): ApplyHandle {
  const { mutate, isPending, error, reset } = useApplyTraffic();
  const [progress, setProgress] = useState<ApplyProgress | null>(null);
  const awaited = useRef<{ generation: number; onBack: () => void } | null>(null);
  const sent = useRef<Sent | null>(null);
  const sending = useRef(false);
  const latest = useRef(head);
  useLayoutEffect(() => {
    latest.current = head;
  });
  const take = useCallback(({ onWritten, onBack, startedAt }: Sent, written: TrafficWritten) => {
    const { generation } = written;
    sent.current = null;
    awaited.current = { generation, onBack };
    setProgress(
      advanceProgress(beginProgress(generation, written.traffic, startedAt), latest.current, Date.now()),
    );
    onWritten(written);
    settle(awaited, latest.current);
  }, []);
  // Before paint, so that the edit ends in the same frame in which the live traffic takes its place.
  useLayoutEffect(() => {
    const now = Date.now();
    // oxlint-disable-next-line react/set-state-in-effect -- collects a log from a stream; no render can derive it
    setProgress((present) => (present === null ? null : advanceProgress(present, head, now)));
    settle(awaited, head);
    const lost = error !== null && isUnanswered(error) ? sent.current : null;
    if (lost === null || !holds(head, lost)) return;
    reset();
    const traffic = head.specTraffic ?? [...DEFAULT_TRAFFIC];
    take(lost, { traffic, generation: head.generation, warnings: [] });
  }, [head, error, reset, take]);
  const clear = useCallback(() => {
    reset();
    setProgress(null);
  }, [reset]);
  const apply: ApplyHandle['apply'] = (write, listeners) => {
    // Two presses before the page is drawn again are one.
    if (sending.current) return;
    sending.current = true;
    const own: Sent = { ...listeners, write, generation: head.generation, startedAt: Date.now() };
    sent.current = own;
    mutate(write, {
      onSuccess: (written) => take(own, written),
      onError: (refusal) => {
        if (isUnanswered(refusal)) return;
        sent.current = null;
        listeners.onRefused();
      },
      onSettled: () => {
        sending.current = false;
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

/** Whether the cluster has come to hold what was sent. */
function holds(head: ServiceHead, { write, generation }: Sent): boolean {
  return head.generation > generation && sameAsDefaulted(head.specTraffic ?? DEFAULT_TRAFFIC, write.traffic);
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
