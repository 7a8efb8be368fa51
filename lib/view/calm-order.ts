import { ATTENTION_ORDER, URGENT_STATES } from '#lib/view/attention-order.ts';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import type { OverviewItem } from '#lib/view/overview-list.ts';

/**
 * calmItems keeps the rows on screen in place while data streams in. It returns the rows of `sorted`; those that `shown` also has keep
 * their heading and order. Rows that are new appear immediately in their sorted place, rows that are gone disappear immediately, and a row
 * that entered an urgent state moves up immediately. Headings show the counts in `headings`.
 */
export function calmItems(
  shown: readonly OverviewItem[],
  sorted: readonly OverviewItem[],
  headings: Readonly<Record<AttentionState, number>>,
): OverviewItem[] {
  const groupsShown = groupsOf(shown);
  const groupsSorted = groupsOf(sorted);
  const stood = homes(groupsShown);
  const wants = homes(groupsSorted);
  const homeOf = (key: string): AttentionState | undefined => {
    const place = wants.get(key);
    return place === undefined || URGENT_STATES.has(place) ? place : (stood.get(key) ?? place);
  };
  return ATTENTION_ORDER.flatMap((state) => {
    const held = (groupsShown.get(state) ?? []).filter((key) => homeOf(key) === state);
    const isHeld = new Set(held);
    // A new row follows the row that precedes it in the sorted order, among those kept here.
    const newcomers = new Map<string | null, string[]>();
    let before: string | null = null;
    for (const key of groupsSorted.get(state) ?? []) {
      if (isHeld.has(key)) before = key;
      else if (homeOf(key) === state) newcomers.set(before, [...(newcomers.get(before) ?? []), key]);
    }
    const keys = [
      ...(newcomers.get(null) ?? []),
      ...held.flatMap((key) => [key, ...(newcomers.get(key) ?? [])]),
    ];
    if (keys.length === 0) return [];
    const rows = keys.map((key): OverviewItem => ({ type: 'row', key }));
    return [{ type: 'group', state, count: headings[state] } as const, ...rows];
  });
}

/** sameItems reports whether two lists show the same rows under the same headings and counts. */
export function sameItems(a: readonly OverviewItem[], b: readonly OverviewItem[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, index) => {
      const other = b[index];
      if (item.type === 'row') return other?.type === 'row' && other.key === item.key;
      return other?.type === 'group' && other.state === item.state && other.count === item.count;
    })
  );
}

function groupsOf(items: readonly OverviewItem[]): Map<AttentionState, string[]> {
  const groups = new Map<AttentionState, string[]>();
  let keys: string[] = [];
  for (const item of items) {
    if (item.type === 'row') keys.push(item.key);
    else groups.set(item.state, (keys = []));
  }
  return groups;
}

function homes(groups: ReadonlyMap<AttentionState, string[]>): Map<string, AttentionState> {
  return new Map([...groups].flatMap(([state, keys]) => keys.map((key) => [key, state] as const)));
}
