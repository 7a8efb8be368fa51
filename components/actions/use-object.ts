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

/** An object, and the places in it that are masked. */
export interface ObjectAnswer {
  object: Record<string, unknown>;
  hidden: string[];
}

/** Whether values that may be secret are asked for too. They are forgotten as soon as nothing shows them. */
type Reveal = { reveal?: boolean };

/** useObject fetches an object as the API server holds it, again whenever `version` changes. */
export function useObject(
  cluster: string,
  reference: ObjectReference | null,
  version: string,
  { reveal = false }: Reveal = {},
) {
  return useQuery<ObjectAnswer, ApiError>({
    queryKey: ['object', cluster, reference, version, reveal],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ ...reference, ...(reveal ? { reveal: 'true' } : {}) });
      const path = `/api/c/${encodeURIComponent(cluster)}/objects?${query}`;
      return await requestJson<ObjectAnswer>(path, { signal });
    },
    enabled: reference !== null,
    placeholderData: (previous) => previous,
    gcTime: reveal ? 0 : 30_000,
  });
}
