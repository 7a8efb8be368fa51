import { expect, test } from 'vitest';
import type { SourceView } from '#lib/view/models/cluster.ts';
import { judgeApi } from '#server/cluster-facts.ts';
import type { LivenessState } from '#server/kubernetes/liveness.ts';

const source = (phase: SourceView['phase'], kind = 'Service', error = 'other side closed'): SourceView => ({
  id: kind,
  kind,
  namespace: null,
  tier: 'summary',
  phase,
  synced: true,
  since: '2026-01-01T00:00:00Z',
  heardAt: null,
  error,
  unreadable: [],
});
const asked = (phase: LivenessState['phase'], error = ''): LivenessState => ({
  phase,
  since: 0,
  error,
  advice: '',
  details: '',
});

test.each<[string, LivenessState, SourceView[], string]>([
  [
    'an API server that answers is live, even if every watch is lost',
    asked('live'),
    [source('reconnecting')],
    'live',
  ],
  [
    'an API server that is neither asked nor heard is not reached',
    asked('connecting'),
    [source('reconnecting')],
    'unreachable',
  ],
  [
    'one active watch is enough',
    asked('connecting'),
    [source('reconnecting'), source('live', 'Pod')],
    'live',
  ],
  [
    'a silent API server is silent, even if a watch is open',
    asked('unresponsive', 'silent'),
    [source('live')],
    'unresponsive',
  ],
  [
    'credentials are refused when a watch was refused with them',
    asked('live'),
    [source('unauthorized')],
    'unauthorized',
  ],
  ['without Services there is no Knative', asked('live'), [source('missing')], 'noKnative'],
  ['is connecting before anything is known', asked('connecting'), [source('listing')], 'connecting'],
])('%s', (_name, liveness, sources, phase) => {
  expect(judgeApi(liveness, sources).phase).toBe(phase);
});
