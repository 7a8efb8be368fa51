import { applyTrafficEdit, isRefusal } from '#lib/knative/traffic-edit.ts';
import { type RowKey, toRows } from '#lib/knative/traffic-rows.ts';
import { sameTraffic } from '#lib/knative/traffic-target.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { SplitView } from '#lib/view/types.ts';

/**
 * earlierSplits lists the splits to go back to, newest first: those seen before the one that stands now, without what equals
 * it, each list once.
 */
export function earlierSplits(splits: Iterable<SplitView>, now: readonly TrafficTarget[]): SplitView[] {
  const newestFirst = [...splits].sort((a, b) => b.generation - a.generation);
  const kept: SplitView[] = [];
  for (const split of newestFirst) {
    if (sameTraffic(split.traffic, now)) continue;
    if (kept.some((other) => sameTraffic(other.traffic, split.traffic))) continue;
    kept.push(split);
  }
  return kept;
}

/** sendAllTo gives a destination 100 % and keeps every tag; null where nothing would change or it cannot be done. */
export function sendAllTo(targets: readonly TrafficTarget[], key: RowKey): readonly TrafficTarget[] | null {
  const percents = Object.fromEntries([...toRows(targets).map((row) => [row.key, 0] as const), [key, 100]]);
  const next = applyTrafficEdit(targets, { type: 'setPercents', percents });
  return isRefusal(next) || sameTraffic(next, targets) ? null : next;
}
