import { array, assert, constantFrom, property, record, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTENTION_ORDER, URGENT_STATES } from '#lib/view/attention-order.ts';
import { calmItems, sameItems } from '#lib/view/calm-order.ts';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import type { OverviewItem } from '#lib/view/overview-list.ts';

type States = Record<string, AttentionState>;

/** The overview's list for Services in these states, and its counts. */
function listOf(states: States): { items: OverviewItem[]; counts: Record<AttentionState, number> } {
  const groups = ATTENTION_ORDER.map((state) => {
    return {
      state,
      keys: Object.keys(states)
        .filter((key) => states[key] === state)
        .sort(),
    };
  });
  const items = groups.flatMap(({ state, keys }): OverviewItem[] =>
    keys.length === 0
      ? []
      : [{ type: 'group', state, count: keys.length }, ...keys.map((key) => ({ type: 'row' as const, key }))],
  );
  const counts = Object.fromEntries(groups.map(({ state, keys }) => [state, keys.length]));
  return { items, counts: counts as Record<AttentionState, number> };
}

function calm(shown: States, wanted: States): OverviewItem[] {
  const { items, counts } = listOf(wanted);
  return calmItems(listOf(shown).items, items, counts);
}

/** tell formats items: `failing 1: a, steady 2: b c`. */
function tell(items: readonly OverviewItem[]): string {
  return items.map((item) => (item.type === 'group' ? `${item.state} ${item.count}:` : item.key)).join(' ');
}

describe('rows on screen stay in place while data stream in', () => {
  test('a new row appears immediately, in its place', () => {
    expect(
      tell(calm({ b: 'steady', d: 'steady' }, { a: 'steady', b: 'steady', c: 'steady', d: 'steady' })),
    ).toBe('steady 4: a b c d');
    expect(tell(calm({ b: 'steady' }, { a: 'split', b: 'steady' }))).toBe('split 1: a steady 1: b');
  });

  test('a deleted row disappears immediately', () => {
    expect(tell(calm({ a: 'steady', b: 'steady' }, { b: 'steady' }))).toBe('steady 1: b');
    expect(calm({ a: 'steady' }, {})).toEqual([]);
  });

  test('a row with another change stays in place, and headings have the filter’s counts', () => {
    expect(tell(calm({ a: 'steady', b: 'steady' }, { a: 'rollingOut', b: 'steady' }))).toBe('steady 1: a b');
    expect(tell(calm({ a: 'failing', b: 'steady' }, { a: 'steady', b: 'steady' }))).toBe(
      'failing 0: a steady 2: b',
    );
  });

  test('a row that starts to fail moves up immediately', () => {
    expect(
      tell(calm({ a: 'steady', b: 'steady', c: 'failing' }, { a: 'steady', b: 'failing', c: 'failing' })),
    ).toBe('failing 2: b c steady 1: a');
  });
});

describe('for any two moments', () => {
  const states = uniqueArray(
    record({
      key: constantFrom(...'a b c d e f g h i j k l'.split(' ')),
      state: constantFrom(...ATTENTION_ORDER),
    }),
    { selector: ({ key }) => key },
  ).map((entries): States => Object.fromEntries(entries.map(({ key, state }) => [key, state])));
  const rows = (items: readonly OverviewItem[]) =>
    items.flatMap((item) => (item.type === 'row' ? [item.key] : []));

  test('exactly the existing Services are listed, each once', () => {
    assert(
      property(states, states, (before, after) => {
        expect(rows(calm(before, after)).toSorted()).toEqual(Object.keys(after).toSorted());
      }),
    );
  });

  test('existing rows that do not start to fail keep their order', () => {
    assert(
      property(states, states, (before, after) => {
        const stays = (key: string) => {
          const [was, is] = [before[key], after[key]];
          return was !== undefined && is !== undefined && (was === is || !URGENT_STATES.has(is));
        };
        expect(rows(calm(before, after)).filter(stays)).toEqual(rows(listOf(before).items).filter(stays));
      }),
    );
  });

  test('all failing rows are first, and every heading has the count of its state', () => {
    assert(
      property(states, states, (before, after) => {
        const items = calm(before, after);
        const { counts } = listOf(after);
        const headings = items.flatMap((item) => (item.type === 'group' ? [item] : []));
        expect(headings.map(({ count }) => count)).toEqual(headings.map(({ state }) => counts[state]));
        const urgent = (state: AttentionState | undefined) => state !== undefined && URGENT_STATES.has(state);
        const last = Math.max(-1, ...rows(items).flatMap((key, at) => (urgent(after[key]) ? [at] : [])));
        const above = rows(items).slice(0, last + 1);
        expect(above.filter((key) => !urgent(before[key]) && !urgent(after[key]))).toEqual([]);
      }),
    );
  });

  test('it settles: applied to what is shown, the same data change nothing', () => {
    assert(
      property(array(states, { minLength: 2, maxLength: 5 }), (moments) => {
        let shown: OverviewItem[] = [];
        for (const moment of moments) {
          const { items, counts } = listOf(moment);
          shown = calmItems(shown, items, counts);
          expect(sameItems(calmItems(shown, items, counts), shown)).toBe(true);
        }
      }),
    );
  });
});
