import { expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { SplitLog } from '#server/live/splits.ts';
import { knativeService } from '#tests/builders.ts';

const KEY = 'default/hello';
const split = (percent: number): TrafficTarget[] => [
  { latestRevision: true, percent },
  { revisionName: 'hello-00001', percent: 100 - percent },
];

function seen(...states: { generation: number; percent: number; uid?: string }[]) {
  const log = new SplitLog();
  for (const { generation, percent, uid = 'a' } of states) {
    log.observe(knativeService({ traffic: split(percent), metadata: { generation, uid } }), 0);
  }
  return log.of(KEY).map(({ generation, traffic, gap }) => [generation, traffic[0]?.percent, gap]);
}

test('keeps each change of the traffic, and no other change', () => {
  expect(
    seen({ generation: 1, percent: 0 }, { generation: 2, percent: 0 }, { generation: 3, percent: 10 }),
  ).toEqual([
    [1, 0, false],
    [3, 10, false],
  ]);
});

test('shows generations that passed unseen as a gap before the next split', () => {
  expect(
    seen(
      { generation: 4, percent: 0 },
      { generation: 5, percent: 10 },
      { generation: 8, percent: 10 },
      { generation: 9, percent: 20 },
    ),
  ).toEqual([
    [4, 0, true],
    [5, 10, false],
    [9, 20, true],
  ]);
});

test('takes the same generation once, and no older one', () => {
  expect(
    seen({ generation: 2, percent: 5 }, { generation: 2, percent: 5 }, { generation: 1, percent: 9 }),
  ).toEqual([[2, 5, true]]);
});

test('a Service that was made anew begins anew', () => {
  expect(seen({ generation: 7, percent: 5 }, { generation: 1, percent: 50, uid: 'b' })).toEqual([
    [1, 50, false],
  ]);
});

test('keeps the last twenty', () => {
  const states = Array.from({ length: 30 }, (_, index) => ({ generation: index + 1, percent: index }));
  expect(seen(...states).map(([generation]) => generation)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 11),
  );
});

test('notes what @latest was, who wrote and when it was seen', () => {
  const log = new SplitLog();
  const service = knativeService({
    latest: 2,
    metadata: {
      annotations: { 'serving.knative.dev/lastModifier': 'ada' },
      managedFields: [{ manager: 'kn', operation: 'Update', time: '2026-01-02T00:00:00Z' }],
    },
  });
  log.observe(service, Date.parse('2026-01-02T00:00:01Z'));
  expect(log.of(KEY)).toEqual([
    {
      generation: 2,
      traffic: [{ latestRevision: true, percent: 100 }],
      latestReady: 'hello-00002',
      seenAt: '2026-01-02T00:00:01.000Z',
      by: 'ada',
      manager: 'kn',
      gap: true,
    },
  ]);
  log.forget(KEY);
  expect(log.of(KEY)).toEqual([]);
});
