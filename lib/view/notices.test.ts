import { expect, it } from 'vitest';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { isStaged, noticesOf } from './notices.ts';
import type { ServiceHead, ServiceSummary } from './types.ts';

const stable: TrafficTarget = { revisionName: 'hello-00001', percent: 100, tag: 'current' };
const head = (...candidate: TrafficTarget[]): ServiceHead =>
  ({
    specTraffic: [stable, ...candidate],
    summary: {
      state: 'pinnedBehind',
      headline: 'pinned behind hello-00002',
      latestReady: 'hello-00002',
      harm: { level: 'none', failing: 0, doubtful: 0, causes: [] },
    } as Partial<ServiceSummary>,
  }) as ServiceHead;

it.each<[string, TrafficTarget[], boolean]>([
  ['follows @latest under a tag', [{ latestRevision: true, percent: 0, tag: 'candidate' }], true],
  ['is named by a target', [{ revisionName: 'hello-00002', percent: 0, tag: 'next' }], true],
  ['follows @latest without a tag', [{ latestRevision: true, percent: 0 }], false],
  ['is not in the list', [], false],
])('offers to send all to @latest only where no candidate was staged: it %s', (_, candidate, staged) => {
  expect(isStaged(head(...candidate))).toBe(staged);
  expect(noticesOf(head(...candidate)).map(({ action }) => action)).toEqual(staged ? [] : ['sendToLatest']);
});
