import { describe, expect, it } from 'vitest';
import { RECONNECT_GRACE_MS } from '#lib/view/live-status.ts';
import type { SourceView } from '#lib/view/models/cluster.ts';
import { StaleError } from '#server/actions/errors.ts';
import {
  checkPolicies,
  readOnlyPolicy,
  staleViewPolicy,
  type WriteFacts,
} from '#server/actions/write-policies.ts';
import { ReadOnlyError } from '#server/kubernetes/errors.ts';

const SINCE = '2026-01-01T12:00:00.000Z';
const NOW = Date.parse(SINCE) + RECONNECT_GRACE_MS;

function source(changes: Partial<SourceView>): SourceView {
  return {
    id: 'services.serving.knative.dev',
    kind: 'Service',
    namespace: null,
    tier: 'summary',
    phase: 'live',
    synced: true,
    since: SINCE,
    heardAt: SINCE,
    error: '',
    unreadable: [],
    ...changes,
  };
}

const route = (changes: Partial<SourceView>): SourceView =>
  source({ id: 'routes.serving.knative.dev', kind: 'Route', ...changes });

function facts(changes: Partial<WriteFacts> = {}): WriteFacts {
  const sources = [source({}), route({})];
  return { readOnly: false, sources, api: 'live', apiSince: SINCE, now: NOW, ...changes };
}

describe('read-only', () => {
  it('blocks every write, and none when Sluice was started without it', () => {
    expect(readOnlyPolicy(facts({ readOnly: true }))).toBeInstanceOf(ReadOnlyError);
    expect(readOnlyPolicy(facts())).toBeNull();
  });
});

describe('refuse writes while the view is stale', () => {
  it.each(['live', 'connecting'] as const)('allows a write while the API server is %s', (api) => {
    expect(staleViewPolicy(facts({ api }))).toBeNull();
  });

  it.each([
    'unresponsive',
    'notReady',
    'foreign',
    'unreachable',
    'unauthorized',
    'noKnative',
    'signIn',
    'noCredentials',
  ] as const)('blocks a write while the API server is %s, and reports since when', (api) => {
    const since = '2026-01-01T11:00:00.000Z';
    expect(staleViewPolicy(facts({ api, apiSince: since }))).toMatchObject({ since, kinds: [] });
  });

  it.each([
    ['Services', source({ phase: 'reconnecting' }), 'Service'],
    ['Routes', route({ phase: 'reconnecting' }), 'Route'],
    [
      'Services of one namespace',
      source({ id: 'services.serving.knative.dev@shop', phase: 'reconnecting' }),
      'Service',
    ],
    ['Routes that were listed and have become forbidden', route({ phase: 'forbidden' }), 'Route'],
  ])('blocks a write while the watch is lost of %s', (_what, lost, kind) => {
    const refusal = staleViewPolicy(facts({ sources: [source({}), lost] }));
    expect(refusal).toBeInstanceOf(StaleError);
    expect(refusal).toMatchObject({ since: SINCE, kinds: [kind] });
  });

  it.each([
    [
      'a watch that opens again within the grace',
      facts({ sources: [source({ phase: 'reconnecting' })], now: NOW - 1 }),
    ],
    ['a kind that could never be listed', facts({ sources: [route({ phase: 'forbidden', synced: false })] })],
    ['another kind', facts({ sources: [source({ id: 'pods', kind: 'Pod', phase: 'reconnecting' })] })],
    ['a list in progress', facts({ sources: [source({ phase: 'listing', synced: false })] })],
  ])('allows a write for %s', (_what, given) => {
    expect(staleViewPolicy(given)).toBeNull();
  });

  it('blocks a write when the clock was set back to before the watch was lost', () => {
    const sources = [source({ phase: 'reconnecting' })];
    expect(staleViewPolicy(facts({ sources, now: Date.parse(SINCE) - 3_600_000 }))).not.toBeNull();
  });
});

it('the first policy that refuses gives the reason', () => {
  const both = facts({ readOnly: true, api: 'unreachable' });
  expect(() => checkPolicies([readOnlyPolicy, staleViewPolicy], both)).toThrow(ReadOnlyError);
  expect(() => checkPolicies([staleViewPolicy, readOnlyPolicy], both)).toThrow(StaleError);
  expect(() => checkPolicies([readOnlyPolicy, staleViewPolicy], facts())).not.toThrow();
  expect(() => checkPolicies([], both)).not.toThrow();
});
