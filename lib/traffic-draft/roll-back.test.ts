import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import type { SplitView } from '#lib/view/types.ts';
import { earlierSplits, sendAllTo } from './roll-back.ts';

const split = (generation: number, traffic: TrafficTarget[]): SplitView => ({
  generation,
  traffic,
  latestReady: null,
  seenAt: '',
  by: null,
  manager: null,
  gap: false,
});
const to = (revisionName: string, percent: number, tag?: string): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
  ...(tag === undefined ? {} : { tag }),
});

describe('earlierSplits', () => {
  it('lists other splits newest first, each once', () => {
    const now = [to('b', 100)];
    const splits = [split(1, [to('a', 100)]), split(4, now), split(2, now), split(3, [to('a', 100)])];
    expect(earlierSplits(splits, now).map(({ generation }) => generation)).toEqual([3]);
  });
});

describe('sendAllTo', () => {
  it('keeps tags and drops what has neither percent nor tag', () => {
    expect(sendAllTo([to('a', 60, 'stable'), to('b', 40)], 'c')).toEqual([
      to('a', 0, 'stable'),
      to('c', 100),
    ]);
  });

  it('is nothing where all goes there already', () => {
    expect(sendAllTo([to('a', 100)], 'a')).toBeNull();
  });
});
