import { applyTrafficEdit, isRefusal } from '#lib/knative/traffic-edit.ts';
import { changedPercents, fallbackRow, setShare, toShares } from '#lib/knative/traffic-gesture.ts';
import { refusalOfTraffic } from '#lib/knative/traffic-refusal.ts';
import { type RowKey, rowKeyOf } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

const NO_LOCKS: ReadonlySet<RowKey> = new Set();

/**
 * withoutRow takes a destination out of a list, tags included; the others get its share in proportion to what they hold, or,
 * where they hold nothing, the row that takes over (fallbackRow). `order`: the rows that may get it. Null where nothing can.
 */
export function withoutRow(
  targets: readonly TrafficTarget[],
  key: RowKey,
  order: readonly RowKey[],
  latestReady: string | null,
): readonly TrafficTarget[] | null {
  const fallback = fallbackRow(order, key, NO_LOCKS, latestReady);
  const shares = setShare(toShares(targets), order, key, 0, { locked: NO_LOCKS, fallback });
  if (isRefusal(shares)) return null;
  const moved = applyTrafficEdit(targets, changedPercents(targets, shares));
  if (isRefusal(moved)) return null;
  const next = moved.filter((target) => rowKeyOf(target) !== key);
  return refusalOfTraffic(next) === null ? next : null;
}
