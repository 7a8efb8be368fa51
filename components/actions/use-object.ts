'use client';
import { useQuery } from '@tanstack/react-query';
import { readObject } from '#lib/api/contract.ts';
import type { ObjectAnswer } from '#lib/api/objects.ts';
import { type ApiError, callApi } from './api.ts';

/** ObjectReference identifies one object in the cluster. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** Whether to fetch values that may be secret, too. They are dropped as soon as nothing shows them. */
type Reveal = { reveal?: boolean };

/** useObject fetches an object as the API server holds it, and refetches it whenever `version` changes. */
export function useObject(
  cluster: string,
  reference: ObjectReference | null,
  version: string,
  { reveal = false }: Reveal = {},
) {
  return useQuery<ObjectAnswer, ApiError>({
    queryKey: ['object', cluster, reference, version, reveal],
    queryFn: async ({ signal }) => {
      const query = { ...reference, ...(reveal ? { reveal: 'true' } : {}) };
      return await callApi(readObject, { cluster }, { query, signal });
    },
    enabled: reference !== null,
    placeholderData: (previous) => previous,
    gcTime: reveal ? 0 : 30_000,
  });
}
