import { describe, expect, test } from 'vitest';
import type { AttentionState } from '#lib/view/models/service-summary.ts';
import { type FailureWatch, failureWords, takeNotice, watchFailures } from '#lib/view/new-failures.ts';

const service = (key: string, state: AttentionState, uid = key) => ({ key, uid, state });
const follow = (...moments: ReturnType<typeof service>[][]): FailureWatch =>
  moments.reduce<FailureWatch | null>((watch, services) => watchFailures(watch, services), null) ?? {
    urgent: new Map(),
    fresh: [],
  };

describe('a new failure', () => {
  test('is not reported when it existed before the page opened', () => {
    expect(follow([service('a', 'failing'), service('b', 'steady')]).fresh).toEqual([]);
  });

  test('is shown until it is dismissed or over', () => {
    const seen = follow(
      [service('a', 'failing'), service('b', 'steady'), service('c', 'split')],
      [service('a', 'failing'), service('b', 'failing'), service('c', 'split')],
      [service('a', 'failing'), service('b', 'failing'), service('c', 'failing')],
    );
    expect(seen.fresh).toEqual(['b', 'c']);
    expect(takeNotice(seen, 'b').fresh).toEqual(['c']);
    expect(takeNotice(seen).fresh).toEqual([]);
    expect(watchFailures(takeNotice(seen), [service('b', 'failing')]).fresh).toEqual([]);
    expect(watchFailures(seen, [service('b', 'steady'), service('c', 'failing')]).fresh).toEqual(['c']);
  });

  test('is a Service that fails when it is first seen, or a recreated one', () => {
    expect(follow([], [service('a', 'failing')]).fresh).toEqual(['a']);
    expect(follow([service('a', 'failing')], [service('a', 'failing', 'other')]).fresh).toEqual(['a']);
  });

  test.each<[AttentionState[], string]>([
    [[], ''],
    [['failing'], '1 newly failing'],
    [['changeFailed'], '1 change failed'],
    [['changeFailed', 'failing', 'changeFailed'], '1 newly failing, 2 changes failed'],
  ])('of the states %j is announced as "%s"', (states, words) => {
    expect(failureWords(states)).toBe(words);
  });

  test('is not recomputed while nothing differs', () => {
    const seen = follow([service('a', 'failing')], [service('a', 'failing'), service('b', 'failing')]);
    expect(watchFailures(seen, [service('a', 'failing'), service('b', 'failing')])).toBe(seen);
  });
});
