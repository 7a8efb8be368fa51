'use client';
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  beginDraft,
  currentDraft,
  type DraftAction,
  type DraftSource,
  draftTraffic,
  isChanged,
  isDone,
  reduceDraft,
  type TrafficDraft,
} from '#lib/traffic/draft/draft.ts';
import { sameTraffic } from '#lib/traffic/target.ts';
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

/** useTrafficDraft holds the edit of one Service's traffic. Until something is changed it follows the live traffic. */
export function useTrafficDraft(cluster: string, head: ServiceHead): TrafficDraftHandle {
  const { uid, latestReady } = head.summary;
  const source = useMemo<DraftSource>(
    () => ({ uid, traffic: head.specTraffic, latestReady, templateHash: head.templateHash }),
    [uid, head.specTraffic, latestReady, head.templateHash],
  );
  const subscribe = useCallback(
    (listener: () => void) => {
      const unsubscribe = [drafts, proposedDrafts].map((store) => store.subscribe(cluster, uid, listener));
      return () => {
        for (const stop of unsubscribe) stop();
      };
    },
    [cluster, uid],
  );
  const kept = useSyncExternalStore(
    subscribe,
    () => proposedDrafts.get(cluster, uid) ?? drafts.get(cluster, uid),
    () => null,
  );
  const draft = useMemo(() => currentDraft(kept, source), [kept, source]);
  useEffect(() => {
    // A finished change must not come back as an edit the next time someone changes the traffic.
    const own = drafts.get(cluster, uid);
    if (own !== null && isDone(own, source)) drafts.put(cluster, uid, currentDraft(own, source));
  }, [cluster, uid, source]);
  const dispatch = useCallback(
    (action: DraftAction) => {
      const room = inSight(cluster, uid);
      const before = currentDraft(room.get(cluster, uid), source);
      const after = reduceDraft(before, action);
      if (after !== before) room.put(cluster, uid, after);
    },
    [cluster, uid, source],
  );
  const discard = useCallback(() => {
    const room = inSight(cluster, uid);
    const discarded = currentDraft(room.get(cluster, uid), source);
    room.put(cluster, uid, null);
    return discarded;
  }, [cluster, uid, source]);
  const restore = useCallback(
    (discarded: TrafficDraft) => drafts.put(cluster, uid, discarded),
    [cluster, uid],
  );
  const begun = useCallback(
    (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) => {
      const from = base === undefined ? source : { ...source, traffic: base };
      const fresh = beginDraft(from, drafts.get(cluster, uid)?.locked);
      return reduceDraft(fresh, { type: 'edit', edit: { type: 'replace', targets: [...targets] } });
    },
    [cluster, uid, source],
  );
  const rebase = useCallback(
    (targets: readonly TrafficTarget[], base?: readonly TrafficTarget[] | null) =>
      drafts.put(cluster, uid, begun(targets, base)),
    [cluster, uid, begun],
  );
  const propose = useCallback(
    (targets: readonly TrafficTarget[]) => proposedDrafts.put(cluster, uid, begun(targets)),
    [cluster, uid, begun],
  );
  const withdraw = useCallback(() => proposedDrafts.put(cluster, uid, null), [cluster, uid]);
  const adopt = useCallback(() => {
    const [replaced, offered] = [drafts.get(cluster, uid), proposedDrafts.get(cluster, uid)];
    if (offered === null) return null;
    drafts.put(cluster, uid, offered);
    proposedDrafts.put(cluster, uid, null);
    return replaced !== null && isChanged(currentDraft(replaced, source)) ? replaced : null;
  }, [cluster, uid, source]);
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
    propose,
    withdraw,
    adopt,
  };
}

/** inSight returns the draft that the gate shows: the proposal in review, else the edit in progress. */
function inSight(cluster: string, uid: string): typeof drafts {
  return proposedDrafts.get(cluster, uid) === null ? drafts : proposedDrafts;
}
