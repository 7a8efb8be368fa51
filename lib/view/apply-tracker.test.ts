import { describe, expect, test } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { ApplyTracker, isApplying } from '#lib/view/apply-tracker.ts';
import type { ServiceHead } from '#lib/view/models/service-head.ts';
import type { ServiceSummary } from '#lib/view/models/service-summary.ts';

const to = (revisionName: string, percent: number): TrafficTarget => ({
  latestRevision: false,
  revisionName,
  percent,
});
const before = [to('a', 100)];
const asked = [to('a', 50), to('b', 50)];

/** The Service at a generation, with `spec.traffic` and a Route that has not caught up. */
function head(generation: number, specTraffic: readonly TrafficTarget[] | null): ServiceHead {
  const summary: Partial<ServiceSummary> = {
    latestReady: 'b',
    rollout: null,
    change: { by: null, manager: null, at: '' },
    routed: [],
  };
  const some: Partial<ServiceHead> = {
    summary: summary as ServiceSummary,
    generation,
    specTraffic: specTraffic === null ? null : [...specTraffic],
    statusIsCurrent: false,
    conditions: [],
    routeConditions: [],
  };
  return some as ServiceHead;
}

function fixture(first = head(5, before)) {
  const tracker = new ApplyTracker(first);
  const events: string[] = [];
  const listeners = (name = '') => ({
    onWritten: ({ generation }: { generation: number }) => events.push(`${name}written ${generation}`),
    onRefused: () => events.push(`${name}refused`),
    onBack: () => events.push(`${name}back`),
  });
  return { tracker, events, listeners };
}

describe('a write that is answered', () => {
  test('is accepted when the cluster responds, and visible when the watch shows its generation', () => {
    const { tracker, events, listeners } = fixture();
    const write = tracker.send(asked, listeners(), 1_000);
    write.written({ traffic: asked, generation: 6 }, 1_200);
    expect(events).toEqual(['written 6']);
    expect(isApplying(false, tracker.get(), head(5, before))).toBe(true);
    tracker.see(head(5, before), false, 1_300);
    expect(events).toEqual(['written 6']);
    tracker.see(head(6, asked), false, 1_400);
    expect(events).toEqual(['written 6', 'back']);
    expect(isApplying(false, tracker.get(), head(6, asked))).toBe(false);
    tracker.see(head(7, asked), false, 1_500);
    expect(events).toEqual(['written 6', 'back']);
  });

  test('is visible immediately when the watch was faster than the response', () => {
    const { tracker, events, listeners } = fixture();
    const write = tracker.send(asked, listeners(), 1_000);
    tracker.see(head(6, asked), false, 1_100);
    expect(events).toEqual([]);
    write.written({ traffic: asked, generation: 6 }, 1_200);
    expect(events).toEqual(['written 6', 'back']);
  });

  test('that the cluster already had is visible immediately', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send(before, listeners(), 1_000).written({ traffic: before, generation: 5 }, 1_100);
    expect(events).toEqual(['written 5', 'back']);
  });

  test('is refused, and the watch is not consulted', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send(asked, listeners(), 1_000).refused();
    tracker.see(head(6, asked), true, 1_100);
    expect([events, tracker.get()]).toEqual([['refused'], null]);
  });
});

describe('progress', () => {
  test('covers the last write from when it was sent, and follows each newer state', () => {
    const { tracker, listeners } = fixture();
    const seen: number[] = [];
    tracker.subscribe(() => seen.push(tracker.get()?.lines.length ?? 0));
    tracker.send(asked, listeners(), 1_000).written({ traffic: asked, generation: 6 }, 1_200);
    expect(tracker.get()).toMatchObject({ generation: 6, written: asked, startedAt: 1_000, lines: [] });
    tracker.see(head(6, asked), false, 3_000);
    expect(tracker.get()?.lines).toMatchObject([{ seconds: 2 }]);
    tracker.see(head(6, asked), false, 4_000);
    expect(seen).toEqual([0, 1]);
  });

  test('stays closed once closed, and the edit still ends once the watch shows the write', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send(asked, listeners(), 1_000).written({ traffic: asked, generation: 6 }, 1_200);
    tracker.clear();
    tracker.see(head(6, asked), false, 1_300);
    expect([tracker.get(), events]).toEqual([null, ['written 6', 'back']]);
  });
});

describe('a write whose answer is lost', () => {
  test('is accepted once the watch shows its list in a newer generation', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send(asked, listeners(), 1_000);
    expect(tracker.see(head(5, before), true, 2_000)).toBe(false);
    expect(tracker.see(head(6, asked), true, 3_000)).toBe(true);
    expect(events).toEqual(['written 6', 'back']);
    expect(tracker.get()).toMatchObject({ generation: 6, startedAt: 1_000 });
    expect(tracker.see(head(7, asked), true, 4_000)).toBe(false);
  });

  test.each([
    ['the list differs', head(6, before)],
    ['no generation is newer', head(5, asked)],
  ])('is not accepted while %s', (_, newer) => {
    const { tracker, events, listeners } = fixture();
    tracker.send(asked, listeners(), 1_000);
    expect(tracker.see(newer, true, 2_000)).toBe(false);
    expect([events, tracker.get()]).toEqual([[], null]);
  });

  test('is not accepted from the watch while a response may still arrive', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send(asked, listeners(), 1_000);
    expect(tracker.see(head(6, asked), false, 2_000)).toBe(false);
    expect(events).toEqual([]);
  });

  test('that removes `spec.traffic` is recognized by its default', () => {
    const { tracker, events, listeners } = fixture();
    tracker.send([{ latestRevision: true, percent: 100 }], listeners(), 1_000);
    expect(tracker.see(head(6, null), true, 2_000)).toBe(true);
    expect(events).toEqual(['written 6', 'back']);
  });
});

test('each write notifies its own listeners', () => {
  const { tracker, events, listeners } = fixture();
  tracker.send(asked, listeners('first '), 1_000).refused();
  tracker.send(before, listeners('second '), 2_000).written({ traffic: before, generation: 7 }, 2_100);
  tracker.see(head(7, before), false, 2_200);
  expect(events).toEqual(['first refused', 'second written 7', 'second back']);
});

test('a pending write counts as being applied', () => {
  expect(isApplying(true, null, head(5, before))).toBe(true);
  expect(isApplying(false, null, head(5, before))).toBe(false);
});
