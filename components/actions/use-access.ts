'use client';
import { useQuery } from '@tanstack/react-query';
import { type ApiError, requestJson, servicePath } from './api.ts';

interface Access {
  patch: boolean;
  reason: string;
}

/** Rights change rarely, and the dry run judges each change anyhow. */
const ASK_AGAIN_MS = 60_000;

/**
 * useForbiddenReason tells why the cluster does not let the person change a Service; null when it does, and while that is not
 * known: a write that is forbidden after all is refused in the cluster's words.
 */
export function useForbiddenReason(cluster: string, namespace: string, name: string): string | null {
  const { data } = useQuery<Access, ApiError>({
    queryKey: ['access', cluster, namespace, name],
    queryFn: ({ signal }) =>
      requestJson<Access>(`${servicePath(cluster, namespace, name)}/access`, { signal }),
    staleTime: ASK_AGAIN_MS,
    refetchOnWindowFocus: true,
  });
  return data?.patch === false ? data.reason : null;
}
