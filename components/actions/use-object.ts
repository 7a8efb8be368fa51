'use client';
import { useQuery } from '@tanstack/react-query';
import { type ApiError, requestJson } from './api.ts';

/** Names one object of the cluster. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** useObject fetches an object as the API server holds it, again whenever `version` changes. */
export function useObject(cluster: string, reference: ObjectReference | null, version: string) {
  return useQuery<Record<string, unknown>, ApiError>({
    queryKey: ['object', cluster, reference, version],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ ...reference });
      const path = `/api/c/${encodeURIComponent(cluster)}/objects?${query}`;
      const { object } = await requestJson<{ object: Record<string, unknown> }>(path, { signal });
      return object;
    },
    enabled: reference !== null,
    placeholderData: (previous) => previous,
    gcTime: 30_000,
  });
}
