'use client';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  currentDraft,
  type DraftAction,
  type DraftSource,
  draftTraffic,
  driftOf,
  isChanged,
  type TrafficDraft,
} from '#lib/traffic/draft/draft.ts';
import { ServiceDrafts } from '#lib/traffic/draft/service-drafts.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import { drafts, proposedDrafts } from './draft-store.ts';

export interface TrafficDraftHandle {
  draft: TrafficDraft;
  /** `spec.traffic` as edited so far. */
  traffic: readonly TrafficTarget[];
  changed: boolean;
  /** Whether `spec.traffic` in the cluster is no longer what the edit began from. */
  movedElsewhere: boolean;
  /** Whether `spec.template` changed since the edit began. */
  templateChanged: boolean;
  dispatch: (action: DraftAction) => void;
  /** Drops the edit and returns it, so that it can be restored. */
  discard: () => TrafficDraft;
  restore: (draft: TrafficDraft) => void;
  /**
   * Restarts from what the cluster holds now, with the given targets as the first step. `base` is what the cluster holds if the watch has
   * not delivered it yet; null when `spec.traffic` is absent.
   */
  rebase: (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) => void;
  /** Shows a complete proposed list over the edit in progress, until it is withdrawn or adopted. */
  propose: (targets: readonly TrafficTarget[]) => void;
  withdraw: () => void;
  /** Makes the proposal the edit in progress. Returns the edit it replaces; null where there was none with changes. */
  adopt: () => TrafficDraft | null;
}

/** useTrafficDraft connects a page to the edit of one Service's traffic (`ServiceDrafts`), which follows the live traffic until it is changed. */
export function useTrafficDraft(cluster: string, head: ServiceHead): TrafficDraftHandle {
  const { uid, latestReady } = head.summary;
  const source = useMemo<DraftSource>(
    () => ({ uid, traffic: head.specTraffic, latestReady, templateHash: head.templateHash }),
    [uid, head.specTraffic, latestReady, head.templateHash],
  );
  const own = useMemo(
    () => new ServiceDrafts({ drafts, proposed: proposedDrafts }, cluster, uid),
    [cluster, uid],
  );
  const kept = useSyncExternalStore(own.subscribe, own.shown, () => null);
  const draft = useMemo(() => currentDraft(kept, source), [kept, source]);
  useEffect(() => own.settle(source), [own, source]);
  const dispatch = useCallback((action: DraftAction) => own.dispatch(action, source), [own, source]);
  const discard = useCallback(() => own.discard(source), [own, source]);
  const rebase = useCallback(
    (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) =>
      own.rebase(targets, base === undefined ? source : { ...source, traffic: base }),
    [own, source],
  );
  const propose = useCallback(
    (targets: readonly TrafficTarget[]) => own.propose(targets, source),
    [own, source],
  );
  const adopt = useCallback(() => own.adopt(source), [own, source]);
  return {
    draft,
    traffic: draftTraffic(draft),
    changed: isChanged(draft),
    ...driftOf(draft, source),
    dispatch,
    discard,
    restore: own.restore,
    rebase,
    propose,
    withdraw: own.withdraw,
    adopt,
  };
}
