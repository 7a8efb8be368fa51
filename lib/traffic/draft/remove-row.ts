import type { TrafficTarget } from '#lib/knative/types.ts';
import { applyTrafficEdit } from '#lib/traffic/edit.ts';
import { changedPercents, fallbackRow, setShare, toShares } from '#lib/traffic/gesture.ts';
import { isRefusal, refusalOfTraffic } from '#lib/traffic/refusal.ts';
import { type RowKey, rowKeyOf } from '#lib/traffic/rows.ts';

const NO_LOCKS: ReadonlySet<RowKey> = new Set();

/**
 * withoutRow removes a destination from a list, including its tags. The others get its share in proportion to their own, or, when they hold
 * nothing, fallbackRow gets it. `order`: the rows that may receive it. Null when none can.
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
