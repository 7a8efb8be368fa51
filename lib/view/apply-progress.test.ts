import { describe, expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { advanceProgress, beginProgress } from './apply-progress.ts';
import type { ConditionView } from './models/condition.ts';
import type { ServiceHead } from './models/service-head.ts';
import type { ServiceSummary } from './models/service-summary.ts';

function condition(type: string, status: ConditionView['status'], message = ''): ConditionView {
  return { type, status, mark: '??', reason: '', message, since: null };
}

const written: TrafficTarget[] = [
  { latestRevision: true, percent: 30 },
  { latestRevision: false, revisionName: 'a-1', percent: 70 },
];

interface State extends Omit<Partial<ServiceHead>, 'summary' | 'routed'> {
  routed?: Record<string, number>;
  rollout?: ServiceSummary['rollout'];
  by?: string | null;
}

function head({ routed = { 'a-2': 30, 'a-1': 70 }, rollout = null, by = null, ...more }: State): ServiceHead {
  const summary: Partial<ServiceSummary> = {
    latestReady: 'a-2',
    rollout,
    change: { by, manager: 'kubectl', at: '' },
    routed: Object.entries(routed).map(([revisionName, percent]) => ({
      revisionName,
      percent,
      tags: [],
      latest: false,
      colour: 0,
    })),
  };
  return {
    summary: summary as ServiceSummary,
    generation: 2,
    statusIsCurrent: true,
    conditions: [],
    routeConditions: [],
    route: { accepted: true, ingress: 'ready', words: '', isSplitKnown: true },
    specTraffic: written,
    ...more,
  } as ServiceHead;
}

const ready = [condition('RoutesReady', 'True')];
const ingress = 'Ingress has not yet been reconciled.';
const waits = [condition('RoutesReady', 'Unknown', ingress)];
const begin = () => beginProgress(2, written, 1_000);

describe('advanceProgress', () => {
  it('collects Knative’s messages, each once, until the Route serves', () => {
    const states = [
      head({ generation: 1 }),
      head({ statusIsCurrent: false }),
      head({ conditions: waits }),
      head({ conditions: waits }),
    ];
    let progress = begin();
    for (const [index, state] of states.entries())
      progress = advanceProgress(progress, state, 1_000 + index * 100);
    expect(progress.outcome).toEqual({ state: 'working', message: ingress, at: 1_200 });
    progress = advanceProgress(progress, head({ conditions: ready }), 1_500);
    expect(progress.outcome).toEqual({ state: 'routed', at: 1_500, routed: { 'a-2': 30, 'a-1': 70 } });
    expect(progress.lines).toEqual([
      { seconds: 0.1, message: 'The Route is still working to reflect the latest desired specification.' },
      { seconds: 0.2, message: ingress },
      { seconds: 0.5, message: 'Ready to serve.' },
    ]);
    expect(advanceProgress(progress, head({ conditions: ready }), 9_000)).toBe(progress);
  });

  it('reports the last confirmed split as still routed, or nothing if none was seen', () => {
    const message = 'ingress broke';
    const failed = (ingress: 'wasReady' | 'ready', isSplitKnown = true) =>
      head({
        conditions: [condition('RoutesReady', 'False', message)],
        routeConditions: [condition('AllTrafficAssigned', 'True')],
        route: { accepted: true, ingress, words: '', isSplitKnown },
      });
    expect(advanceProgress(begin(), failed('wasReady', false), 1_300).outcome).toMatchObject({
      routed: null,
    });
    for (const ingress of ['ready', 'wasReady'] as const) {
      expect(advanceProgress(begin(), failed(ingress), 1_300).outcome).toMatchObject({
        state: 'failed',
        routed: { 'a-2': 30, 'a-1': 70 },
      });
    }
  });

  it('ends with the message of the condition that failed, and what is still routed', () => {
    const message = 'Revision "x" referenced in traffic not found.';
    const failed = head({ conditions: [condition('RoutesReady', 'False', message)], routed: { 'a-1': 100 } });
    expect(advanceProgress(begin(), failed, 1_300)).toMatchObject({
      outcome: { state: 'failed', message, routed: { 'a-1': 100 } },
      lines: [{ seconds: 0.3, message }],
    });
  });

  it('is routed even though the newest revision failed: the write is in effect', () => {
    const state = head({ conditions: [condition('Ready', 'False', 'x'), ...ready] });
    expect(advanceProgress(begin(), state, 0).outcome.state).toBe('routed');
  });

  it('is not routed while a ready Route sends requests elsewhere', () => {
    expect(
      advanceProgress(begin(), head({ conditions: ready, routed: { 'a-1': 100 } }), 0).outcome.state,
    ).toBe('working');
    const rollout = {
      revisionName: 'a-2',
      percent: 5,
      targetPercent: 30,
      stepSize: 1,
      nextStepAt: null,
      doneAt: null,
    };
    const state = head({ conditions: ready, routed: { 'a-1': 95, 'a-2': 5 }, rollout });
    expect(advanceProgress(begin(), state, 0).outcome).toMatchObject({
      state: 'working',
      message: 'The gradual rollout of a-2 to 30 % is in progress.',
    });
  });

  it('reevaluates a routed change: another writer has overwritten it', () => {
    const routed = advanceProgress(begin(), head({ conditions: ready }), 1_500);
    const theirs: State = { specTraffic: [{ latestRevision: true, percent: 100 }], by: 'flagger' };
    const lost = advanceProgress(routed, head({ ...theirs, generation: 3, statusIsCurrent: false }), 6_000);
    expect(lost.outcome).toEqual({ state: 'overwritten', by: 'flagger', generation: 3, at: 6_000 });
    expect(
      advanceProgress(lost, head({ ...theirs, generation: 4, by: 'eve', conditions: ready }), 7_000),
    ).toBe(lost);
  });

  it('reevaluates a routed change: the Route has failed since', () => {
    const routed = advanceProgress(begin(), head({ conditions: ready }), 1_500);
    const failed = head({ conditions: [condition('RoutesReady', 'False', 'gone')] });
    expect(advanceProgress(routed, failed, 9_000).outcome).toMatchObject({ state: 'failed', at: 9_000 });
    const healed = advanceProgress(
      advanceProgress(routed, failed, 9_000),
      head({ conditions: ready }),
      10_000,
    );
    expect(healed.outcome).toMatchObject({ state: 'routed', at: 10_000 });
  });

  it('names the tool when the person who overwrote it is unknown', () => {
    const state = head({ specTraffic: [{ latestRevision: true, percent: 100 }], generation: 3 });
    expect(advanceProgress(begin(), state, 0).outcome).toMatchObject({ by: 'kubectl' });
  });
});
