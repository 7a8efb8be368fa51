'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { browserClock } from '#components/browser/browser-clock.ts';
import { shiftTraffic } from '#lib/api/contract.ts';
import type { Foresight, ShiftTrafficAnswer, ShiftTrafficBody } from '#lib/api/traffic.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { SettledEdit } from '#lib/traffic/draft/settled-edit.ts';
import { ApiError, callApi } from './api.ts';

/** A change of one Service's traffic: the body of the write, and the Service it applies to. */
export interface TrafficWrite extends Omit<ShiftTrafficBody, 'base' | 'traffic'> {
  cluster: string;
  namespace: string;
  name: string;
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
}

async function putTraffic(
  { cluster, namespace, name, ...write }: TrafficWrite,
  dryRun: boolean,
  signal?: AbortSignal,
): Promise<ShiftTrafficAnswer> {
  const base = write.base === null ? null : [...write.base];
  const body = { ...write, base, traffic: [...write.traffic] };
  return await callApi(
    shiftTraffic,
    { cluster, namespace, name },
    { query: { dryRun: String(dryRun) }, body, signal },
  );
}

/** useApplyTraffic writes a traffic change. */
export function useApplyTraffic() {
  return useMutation<ShiftTrafficAnswer, ApiError, TrafficWrite>({
    mutationFn: (write) => putTraffic(write, false),
  });
}

/** The cluster's verdict on a change before it is made. */
export type Verdict =
  | { state: 'none' }
  | { state: 'checking' }
  | { state: 'accepted'; warnings: string[]; foreseen: Foresight }
  | { state: 'refused'; error: ApiError };

/**
 * useVerdict debounces a change, then requests its dry run. It requests another when `epoch` changes: an answer from before the cluster
 * connection was lost is stale. Null requests nothing.
 */
export function useVerdict(write: TrafficWrite | null, epoch: number): Verdict {
  const serialized = write === null ? null : JSON.stringify(write);
  const [settledEdit] = useState(() => new SettledEdit(browserClock));
  useEffect(() => settledEdit.propose(serialized), [settledEdit, serialized]);
  const settled = useSyncExternalStore(settledEdit.subscribe, settledEdit.get, () => null);
  const requested = serialized !== null && settled === serialized ? write : null;
  const { data, error } = useQuery<ShiftTrafficAnswer, ApiError>({
    queryKey: ['traffic dry run', settled, epoch],
    queryFn: ({ signal }) =>
      requested === null
        ? Promise.reject(new ApiError('badRequest', 'There is no change to check.'))
        : putTraffic({ ...requested, confirmStale: true }, true, signal),
    enabled: requested !== null,
    retry: false,
    staleTime: 10_000,
    gcTime: 60_000,
  });
  if (serialized === null) return { state: 'none' };
  if (requested === null) return { state: 'checking' };
  if (error !== null) return { state: 'refused', error };
  return data === undefined
    ? { state: 'checking' }
    : {
        state: 'accepted',
        warnings: data.warnings,
        foreseen: data.foreseen ?? { tags: [], revisions: [] },
      };
}
