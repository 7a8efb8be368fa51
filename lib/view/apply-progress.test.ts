import { describe, expect, it } from 'vitest';
import { advanceProgress, beginProgress } from './apply-progress.ts';
import type { ConditionView, ServiceHead } from './types.ts';

function condition(type: string, status: ConditionView['status'], message = ''): ConditionView {
  return { type, status, mark: '??', reason: '', message, since: null };
}

function head(more: Partial<ServiceHead>): ServiceHead {
  return {
    summary: {} as ServiceHead['summary'],
    generation: 2,
    observedGeneration: 2,
    resourceVersion: '',
    conditions: [],
    routeConditions: [],
    specTraffic: null,
    desired: [],
    routed: [],
    route: { accepted: true, ingress: 'ready', words: '' },
    strangers: {},
    statusIsCurrent: true,
    annotations: {},
    trafficOwner: null,
    templateHash: '',
    ...more,
  };
}

const ingress = 'Ingress has not yet been reconciled.';
const states = [
  head({ generation: 1 }),
  head({ statusIsCurrent: false }),
  head({ conditions: [condition('RoutesReady', 'Unknown', ingress)] }),
  head({ conditions: [condition('RoutesReady', 'Unknown', ingress)], resourceVersion: 'later' }),
];

describe('advanceProgress', () => {
  it('collects what Knative says, each message once, until the Route serves', () => {
    let progress = beginProgress(2, 1_000);
    for (const [index, state] of states.entries())
      progress = advanceProgress(progress, state, 1_000 + index * 100);
    expect(progress.outcome).toBe('working');
    progress = advanceProgress(progress, head({ conditions: [condition('RoutesReady', 'True')] }), 1_500);
    expect(progress).toMatchObject({
      outcome: 'ready',
      lines: [
        { seconds: 0.1, message: 'The Route is still working to reflect the latest desired specification.' },
        { seconds: 0.2, message: ingress },
        { seconds: 0.5, message: 'Ready to serve.' },
      ],
    });
    expect(advanceProgress(progress, states[2] ?? head({}), 9_000)).toBe(progress);
  });

  it('ends with the message of the condition that failed', () => {
    const message = 'Revision "x" referenced in traffic not found.';
    const failed = head({ conditions: [condition('RoutesReady', 'False', message)] });
    expect(advanceProgress(beginProgress(2, 0), failed, 300)).toMatchObject({
      outcome: 'failed',
      lines: [{ seconds: 0.3, message }],
    });
  });

  it('is ready though the newest revision failed: what was written is the traffic', () => {
    const state = head({ conditions: [condition('Ready', 'False', 'x'), condition('RoutesReady', 'True')] });
    expect(advanceProgress(beginProgress(2, 0), state, 0).outcome).toBe('ready');
  });
});
