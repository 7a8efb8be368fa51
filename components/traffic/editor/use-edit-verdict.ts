'use client';
import { useMemo } from 'react';
import type { ApiError } from '#components/actions/api.ts';
import { type TrafficWrite, useVerdict, type Verdict } from '#components/actions/use-traffic-write.ts';
import { useReturns } from '#components/traffic/draft/use-stale-refusal.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import { type PlacedProblems, placeProblems } from '#lib/traffic/draft/field-problems.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

interface JudgedEdit {
  cluster: string;
  head: ServiceHead;
  edit: TrafficDraftHandle;
  /** Whether the edit can be applied now; if not, the cluster is not asked. */
  canApply: boolean;
  isLive: boolean;
  /** Why the last Apply was refused; null when it was not. */
  error: ApiError | null;
}

/** The cluster's verdict on an edit, from a dry run, and its problems at the rows and tags that they concern. */
export interface EditVerdict {
  verdict: Verdict;
  placed: PlacedProblems;
}

/** useEditVerdict asks the cluster for a dry run of the edit, again after every change and whenever the page becomes live again. */
export function useEditVerdict({ cluster, head, edit, canApply, isLive, error }: JudgedEdit): EditVerdict {
  const { namespace, name, uid } = head.summary;
  const { draft, traffic, changed, movedElsewhere } = edit;
  const write = useMemo<TrafficWrite | null>(
    () =>
      changed && canApply && !movedElsewhere
        ? { cluster, namespace, name, uid, base: draft.base, traffic }
        : null,
    [changed, canApply, movedElsewhere, draft.base, cluster, namespace, name, uid, traffic],
  );
  const verdict = useVerdict(write, useReturns(isLive));
  const refusal = error ?? (verdict.state === 'refused' ? verdict.error : null);
  return { verdict, placed: placeProblems(refusal?.fields ?? [], traffic) };
}
