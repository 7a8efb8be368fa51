'use client';
import { useQuery } from '@tanstack/react-query';
import { reviewAccess } from '#lib/api/contract.ts';
import type { AccessAnswer } from '#lib/api/traffic.ts';
import { type ApiError, callApi } from './api.ts';

/** Permissions change rarely, and the dry run checks each change anyway. */
const ASK_AGAIN_MS = 60_000;

/**
 * useForbiddenReason returns why the cluster does not let the user change a Service; null when it does, and while that is unknown: a
 * write that turns out to be forbidden is refused in the cluster's words.
 */
export function useForbiddenReason(cluster: string, namespace: string, name: string): string | null {
  const { data } = useQuery<AccessAnswer, ApiError>({
    queryKey: ['access', cluster, namespace, name],
    queryFn: ({ signal }) => callApi(reviewAccess, { cluster, namespace, name }, { signal }),
    staleTime: ASK_AGAIN_MS,
    refetchOnWindowFocus: true,
  });
  return data?.patch === false ? data.reason : null;
}
