'use client';
import { useMemo, useState } from 'react';
import type { TrafficDraftHandle } from '#components/traffic/draft/use-traffic-draft.ts';
import { DEFAULT_TRAFFIC } from '#lib/knative/traffic-defaults.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { canaryRow, foldRows, type GateRow, toGateRows } from '#lib/traffic/gate/gate-rows.ts';
import type { RowKey } from '#lib/traffic/rows.ts';
import type { RevisionView } from '#lib/view/models/revision.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';

const NOTHING: readonly TrafficTarget[] = [];

/** The gate's rows, and which of them are shown and focused. */
export interface GateView {
  rows: GateRow[];
  /** The keys of the rows, in their order. */
  order: RowKey[];
  /** The rows on screen: all of them, or those that are not folded away. */
  shown: GateRow[];
  folded: GateRow[];
  unfolded: boolean;
  toggleFold: () => void;
  focusedRow: RowKey | null;
  focusRow: (key: RowKey | null) => void;
  /** The row that presets and single keys act on: the focused one, else the canary's; null when there is none. */
  active: GateRow | null;
  /** The traffic that the edit began from. */
  base: readonly TrafficTarget[];
  /** The traffic that the cluster holds now. */
  theirs: readonly TrafficTarget[];
}

/** useGateView derives the gate's rows from the edit and the live Service, and holds which row is focused and whether rows are folded. */
export function useGateView(
  head: ServiceHead,
  revisions: readonly RevisionView[],
  { draft, traffic }: TrafficDraftHandle,
): GateView {
  const [focusedRow, focusRow] = useState<RowKey | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const { latestReady, routed } = head.summary;
  const { strangers, route } = head;
  const base = draft.past[0] ?? NOTHING;
  const theirs = head.specTraffic ?? DEFAULT_TRAFFIC;
  const rows = useMemo(
    () =>
      toGateRows({
        draft: traffic,
        base,
        theirs,
        revisions,
        strangers,
        routed,
        latestReady,
        isSplitKnown: route.isSplitKnown,
      }),
    [traffic, base, theirs, revisions, strangers, routed, latestReady, route.isSplitKnown],
  );
  const collapsed = foldRows(rows, new Set(focusedRow === null ? [] : [focusedRow]));
  const { shown, folded } = unfolded ? { shown: rows, folded: [] } : collapsed;
  return {
    rows,
    order: rows.map((row) => row.key),
    shown,
    folded,
    unfolded,
    toggleFold: () => setUnfolded(!unfolded),
    focusedRow,
    focusRow,
    // A row that can collapse is never the default, expanded or not.
    active: rows.find((row) => row.key === (focusedRow ?? canaryRow(collapsed.shown))) ?? null,
    base,
    theirs,
  };
}
