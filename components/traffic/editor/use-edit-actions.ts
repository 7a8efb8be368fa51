'use client';
import { useCallback, useRef } from 'react';
import type { ApplyHandle } from '#components/traffic/draft/use-apply.ts';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import type { GateView } from '#components/traffic/gate/use-gate-view.ts';
import { showToast } from '#components/ui/toast.tsx';
import type { DraftAction } from '#lib/traffic/draft/draft.ts';
import { withoutRow } from '#lib/traffic/draft/remove-row.ts';
import { LATEST, type RowKey } from '#lib/traffic/rows.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';

interface EditActionsInput {
  edit: TrafficDraftHandle;
  applyHandle: ApplyHandle;
  gate: GateView;
  revisions: readonly RevisionView[];
  latestReady: string | null;
}

/** What changes the edit in progress. None of it writes to the cluster. */
export interface EditActions {
  dispatch: (action: DraftAction) => void;
  /** Drops the edit, and offers to restore it until the next edit begins. */
  discard: () => void;
  /** Sends this percent to the active row. */
  preset: (percent: number) => void;
  /** Sends the same share to every row that has one. */
  even: () => void;
  removeRow: (key: RowKey) => void;
}

/** useEditActions returns the gestures of the editor as changes of the draft. */
export function useEditActions(input: EditActionsInput): EditActions {
  const { edit, applyHandle, gate, revisions, latestReady } = input;
  const { dispatch: change, discard: drop, restore, traffic } = edit;
  const { error, clear } = applyHandle;
  const dismissDiscarded = useRef<(() => void) | null>(null);
  const dispatch = useCallback(
    (action: DraftAction) => {
      // The refusal was about the change as it was.
      if (error !== null && action.type !== 'endGesture') clear();
      // The next edit begins, so the offer to restore the last one ends.
      if (action.type !== 'endGesture') dismissDiscarded.current?.();
      change(action);
    },
    [change, error, clear],
  );
  const removeRow = useCallback(
    (key: RowKey) => {
      const otherRows = [LATEST, ...revisions.map((revision) => revision.name)];
      const targets = withoutRow(traffic, key, otherRows, latestReady);
      if (targets !== null) dispatch({ type: 'edit', edit: { type: 'replace', targets: [...targets] } });
    },
    [dispatch, traffic, revisions, latestReady],
  );
  const discard = () => {
    const discarded = drop();
    clear();
    dismissDiscarded.current = showToast('Edit discarded.', { label: 'Undo', run: () => restore(discarded) });
  };
  const preset = (percent: number) => {
    const { active, rows, order, focusRow } = gate;
    if (active === null) return;
    // The next preset applies to the same row, even if the canary changes by then.
    focusRow(active.key);
    const { key } = active;
    // When no revision is visible, none is known to be gone.
    const gone = rows
      .filter((row) => revisions.length > 0 && row.key !== LATEST && row.revision === null)
      .map((row) => row.key);
    dispatch({ type: 'setShare', gesture: `preset:${key}`, key, percent, order, gone });
  };
  const even = () =>
    dispatch({ type: 'evenly', keys: gate.rows.filter((row) => row.percent > 0).map((row) => row.key) });
  return { dispatch, discard, preset, even, removeRow };
}
