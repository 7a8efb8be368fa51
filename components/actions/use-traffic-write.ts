'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ApiError, requestJson, servicePath } from './api.ts';

/** A change of one Service's traffic, as the API takes it. */
export interface TrafficWrite {
  cluster: string;
  namespace: string;
  name: string;
  uid: string;
  /** What `spec.traffic` was when the edit began; the write fails where it is no longer that. */
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
  /** The person has agreed to write although the shown data is old. */
  confirmStale?: boolean;
}

export interface TrafficWritten {
  traffic: TrafficTarget[];
  generation: number;
  warnings: string[];
  /** Of a dry run: what it does not judge and the Route would fail by. */
  foreseen?: Foreseen;
}

/** Names that another one has: of tags (`takenBy` null when that cannot be seen), and revisions that are not the Service's. */
export interface Foreseen {
  tags: { tag: string; takenBy: string | null }[];
  revisions: { name: string; service: string | null; exists: boolean }[];
}

function putTraffic(write: TrafficWrite, dryRun: boolean, signal?: AbortSignal): Promise<TrafficWritten> {
  const { cluster, namespace, name, ...body } = write;
  return requestJson<TrafficWritten>(`${servicePath(cluster, namespace, name)}/traffic?dryRun=${dryRun}`, {
    method: 'PUT',
    body: JSON.stringify(body),
    signal,
  });
}

/** useApplyTraffic writes a change of traffic. */
export function useApplyTraffic() {
  return useMutation<TrafficWritten, ApiError, TrafficWrite>({
    mutationFn: (write) => putTraffic(write, false),
  });
}

/** What the cluster says of a change before it is made. */
export type Verdict =
  | { state: 'none' }
  | { state: 'checking' }
  | { state: 'accepted'; warnings: string[]; foreseen: Foreseen }
  | { state: 'refused'; error: ApiError };

const DEBOUNCE_MS = 350;

/**
 * useVerdict asks for a dry run of a change once it has been still for a moment, and again when `epoch` changes: an answer from
 * before the cluster was lost says nothing of now. Null asks nothing.
 */
export function useVerdict(write: TrafficWrite | null, epoch: number): Verdict {
  const wanted = write === null ? null : JSON.stringify(write);
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const asked = wanted !== null && settled === wanted ? write : null;
  const { data, error } = useQuery<TrafficWritten, ApiError>({
    queryKey: ['traffic dry run', settled, epoch],
    queryFn: ({ signal }) =>
      asked === null
        ? Promise.reject(new ApiError('badRequest', 'There is no change to check.'))
        : putTraffic({ ...asked, confirmStale: true }, true, signal),
    enabled: asked !== null,
    retry: false,
    staleTime: 10_000,
    gcTime: 60_000,
  });
  if (wanted === null) return { state: 'none' };
  if (asked === null) return { state: 'checking' };
  if (error !== null) return { state: 'refused', error };
  return data === undefined
    ? { state: 'checking' }
    : {
        state: 'accepted',
        warnings: data.warnings,
        foreseen: data.foreseen ?? { tags: [], revisions: [] },
      };
}
