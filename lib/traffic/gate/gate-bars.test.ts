import { array, assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toGateBars } from '#lib/traffic/gate/gate-bars.ts';
import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';

const row = (
  key: string,
  percent: number,
  routedPercent: number | null,
  more: Partial<GateRow> = {},
): GateRow => ({
  key,
  revision: null,
  revisionName: key,
  colour: null,
  percent,
  basePercent: percent,
  theirPercent: percent,
  tags: [],
  baseTags: [],
  theirTags: [],
  stranger: null,
  isRoutedKnown: true,
  isListed: true,
  routedPercent,
  ...more,
});

/** tell formats segments: `a 0–80 dashed, b 80–100`. */
function tell(segments: ReturnType<typeof toGateBars>['desired']): string {
  return segments
    .map(({ row: { key }, start, end, settled }) => `${key} ${start}–${end}${settled ? '' : ' dashed'}`)
    .join(', ');
}

describe('the gate fills only what is routed', () => {
  test('a Route that keeps the old split: the desired split is an outline, the fill stays', () => {
    const bars = toGateBars([row('new', 10, 0), row('old', 90, 100)]);
    expect(tell(bars.desired)).toBe('new 0–10 dashed, old 10–100 dashed');
    expect(tell(bars.routed)).toBe('old 0–100 dashed');
  });

  test('a gradual rollout: outlined at 100 %, filled as far as it is routed', () => {
    const rows = [
      row('@latest', 100, 8, { revisionName: 'new' }),
      row('new', 0, null, { revisionName: 'new' }),
      row('old', 0, 92),
    ];
    expect(tell(toGateBars(rows).desired)).toBe('@latest 0–100 dashed');
    expect(tell(toGateBars(rows).routed)).toBe('@latest 0–8 dashed, old 8–100 dashed');
  });

  test('a Route that never routed: nothing is filled', () => {
    expect(toGateBars([row('first', 100, 0)]).routed).toEqual([]);
    expect(tell(toGateBars([row('first', 100, 0)]).desired)).toBe('first 0–100 dashed');
  });

  test('a revision that is both pinned and @latest is compared as one', () => {
    const rows = [row('@latest', 10, null, { revisionName: 'new' }), row('new', 20, 30), row('old', 70, 70)];
    expect(tell(toGateBars(rows).desired)).toBe('@latest 0–10, new 10–30, old 30–100');
    expect(tell(toGateBars(rows).routed)).toBe('new 0–30, old 30–100');
  });

  test('a row that the edit sets to 0 % keeps its place, one that was always at 0 % has none', () => {
    const rows = [row('a', 0, 40, { basePercent: 40 }), row('b', 0, 0), row('c', 100, 60)];
    expect(tell(toGateBars(rows).desired)).toBe('a 0–0 dashed, c 0–100 dashed');
  });
});

test('whatever the rows, the routed bar holds exactly what is routed, and each bar follows the rows’ order', () => {
  const rows = array(integer({ min: 0, max: 100 })).map((percents) =>
    percents.map((percent, index) => row(`r${index}`, percent, (percent * 7) % 31)),
  );
  assert(
    property(rows, (list) => {
      const { desired, routed } = toGateBars(list);
      const flows = list.filter(({ routedPercent }) => (routedPercent ?? 0) > 0);
      expect(routed.map(({ row: { key } }) => key)).toEqual(flows.map(({ key }) => key));
      expect(routed.map(({ end, start }) => end - start)).toEqual(
        flows.map(({ routedPercent }) => routedPercent),
      );
      for (const bar of [desired, routed])
        expect(bar.map(({ start }) => start)).toEqual([0, ...bar.map(({ end }) => end)].slice(0, bar.length));
    }),
  );
});
