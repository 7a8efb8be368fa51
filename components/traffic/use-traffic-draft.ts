'use client';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { sameTraffic } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  beginDraft,
  type DraftAction,
  type DraftSource,
  draftTraffic,
  isChanged,
  reduceDraft,
  type TrafficDraft,
} from '#lib/traffic-draft/draft.ts';
import type { ServiceHead } from '#lib/view/types.ts';
import { getDraft, putDraft, subscribeDraft } from './draft-store.ts';

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
  /** Forgets the edit and returns it, so that it can be restored. */
  discard: () => TrafficDraft;
  restore: (draft: TrafficDraft) => void;
  /**
   * Starts over from what the cluster holds now, with the given targets as the first step. `base` is what it holds where the
   * watch has not told yet; null when `spec.traffic` is absent.
   */
  rebase: (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) => void;
}

/** useTrafficDraft holds the edit of one Service's traffic. Until something is changed it follows the live traffic. */
export function useTrafficDraft(cluster: string, head: ServiceHead): TrafficDraftHandle {
  const { uid, latestReady } = head.summary;
  const source = useMemo<DraftSource>(
    () => ({ uid, traffic: head.specTraffic, latestReady, templateHash: head.templateHash }),
    [uid, head.specTraffic, latestReady, head.templateHash],
  );
  const subscribe = useCallback(
    (listener: () => void) => subscribeDraft(cluster, uid, listener),
    [cluster, uid],
  );
  const kept = useSyncExternalStore(
    subscribe,
    () => getDraft(cluster, uid),
    () => null,
  );
  const draft = useMemo(() => current(kept, source), [kept, source]);
  const dispatch = useCallback(
    (action: DraftAction) => {
      const before = current(getDraft(cluster, uid), source);
      const after = reduceDraft(before, action);
      if (after !== before) putDraft(cluster, uid, after);
    },
    [cluster, uid, source],
  );
  const discard = useCallback(() => {
    const discarded = current(getDraft(cluster, uid), source);
    putDraft(cluster, uid, null);
    return discarded;
  }, [cluster, uid, source]);
  const restore = useCallback((draft: TrafficDraft) => putDraft(cluster, uid, draft), [cluster, uid]);
  const rebase = useCallback(
    (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) => {
      const from = base === undefined ? source : { ...source, traffic: base };
      const fresh = beginDraft(from, getDraft(cluster, uid)?.locked);
      putDraft(
        cluster,
        uid,
        reduceDraft(fresh, { type: 'edit', edit: { type: 'replace', targets: [...targets] } }),
      );
    },
    [cluster, uid, source],
  );
  const changed = isChanged(draft);
  return {
    draft,
    traffic: draftTraffic(draft),
    changed,
    movedElsewhere: changed && !sameTraffic(draft.base ?? [], head.specTraffic ?? []),
    templateChanged: changed && draft.templateHash !== head.templateHash,
    dispatch,
    discard,
    restore,
    rebase,
  };
}

/** A draft that changes nothing is dropped when the live traffic moves under it; its locks stay. */
function current(kept: TrafficDraft | null, source: DraftSource): TrafficDraft {
  if (kept === null || kept.uid !== source.uid) return beginDraft(source);
  if (isChanged(kept)) return kept;
  const sameBase = sameTraffic(kept.base ?? [], source.traffic ?? []);
  return sameBase && kept.latestReady === source.latestReady ? kept : beginDraft(source, kept.locked);
}
