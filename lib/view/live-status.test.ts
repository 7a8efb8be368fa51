import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '#lib/live/live-store.ts';
import { reconnectFaultAt, toLiveStatus } from './live-status.ts';
import type { ClusterView, SourceView } from './models/cluster.ts';

const connected: ConnectionState = {
  phase: 'connected',
  since: 1_000,
  heardAt: 5_000,
  apiHeardAt: 1_004_000,
  serverClockOffsetMs: 1_000_000,
};
const cluster: ClusterView = {
  name: 'dev',
  server: '',
  user: null,
  namespaces: null,
  namespacesFrom: 'cluster',
  identity: null,
  readOnly: false,
  kubernetesVersion: null,
  embedded: true,
  api: 'live',
  apiSince: '1970-01-01T00:00:07Z',
  apiError: '',
  apiAdvice: '',
  apiDetails: '',
  plugin: null,
  kubeconfigNotice: '',
  kubeconfigChange: null,
  pinnedId: 'pinned',
  serverId: 'server',
  synced: true,
};
const source = (phase: SourceView['phase'], kind = 'Route', synced = true): SourceView => ({
  id: kind,
  kind,
  namespace: null,
  tier: 'summary',
  phase,
  synced,
  since: '1970-01-01T00:00:09Z',
  heardAt: null,
  error: 'connection reset',
  unreadable: [],
});

describe('toLiveStatus', () => {
  it('is live as of the older of stream and API server', () => {
    expect(toLiveStatus(connected, cluster, [source('live')], true)).toEqual({
      state: 'live',
      heardAt: 1_004_000,
      without: [],
    });
  });

  it('is not live when the API server was last heard long before the stream', () => {
    const old = { ...connected, apiHeardAt: 1_005_000 - 15_001 };
    expect(toLiveStatus(old, cluster, [source('live')], true)).toEqual({ state: 'connecting' });
    expect(toLiveStatus({ ...old, apiHeardAt: 1_005_000 - 15_000 }, cluster, [], true).state).toBe('live');
  });

  it('is live without a kind that has become forbidden, if traffic does not depend on it', () => {
    const sources = [source('live'), source('forbidden', 'Pod')];
    expect(toLiveStatus(connected, cluster, sources, false)).toMatchObject({
      state: 'live',
      without: ['Pod'],
    });
  });

  it('reports since when the server has been silent, by the server’s clock', () => {
    const status = toLiveStatus({ ...connected, phase: 'lost' }, cluster, [], true);
    expect(status).toMatchObject({ state: 'down', since: 1_005_000 });
  });

  it('names the kinds whose watch is down, not those that are forbidden or missing', () => {
    const sources = [
      source('reconnecting'),
      source('reconnecting', 'Pod'),
      source('forbidden', 'Event', false),
    ];
    expect(toLiveStatus(connected, cluster, sources, true)).toEqual({
      state: 'down',
      since: 9_000,
      what: 'the watch of Route, Pod is down: connection reset',
    });
    expect(toLiveStatus(connected, cluster, [source('forbidden', 'Pod', false)], true).state).toBe('live');
  });

  it('is down once a kind that traffic depends on can no longer be listed: its data get stale', () => {
    const sources = [source('live'), source('forbidden', 'Route')];
    expect(toLiveStatus(connected, cluster, sources, false)).toMatchObject({
      state: 'down',
      what: 'the watch of Route is down: connection reset',
    });
  });

  it.each([
    'unresponsive',
    'notReady',
    'foreign',
    'unreachable',
    'unauthorized',
    'signIn',
    'noCredentials',
  ] as const)('is down while the API server is %s', (api) => {
    expect(toLiveStatus(connected, { ...cluster, api }, [], true)).toMatchObject({
      state: 'down',
      since: 7_000,
    });
  });

  it('is connecting until the cluster has been seen, and while its API server has not answered yet', () => {
    const connecting = { state: 'connecting' };
    expect(toLiveStatus({ ...connected, phase: 'connecting' }, undefined, [], true)).toEqual(connecting);
    expect(toLiveStatus({ ...connected, phase: 'connecting' }, cluster, [], true)).toEqual(connecting);
    expect(toLiveStatus(connected, undefined, [], true)).toEqual(connecting);
    expect(toLiveStatus(connected, { ...cluster, api: 'connecting' }, [], true)).toEqual(connecting);
  });

  it('is down since the first of several faults, in the words of that one', () => {
    const first = { ...source('reconnecting', 'Pod'), since: '1970-01-01T00:00:08Z', error: '' };
    expect(toLiveStatus(connected, cluster, [source('unauthorized'), first], true)).toEqual({
      state: 'down',
      since: 8_000,
      what: 'the watch of Route, Pod is down',
    });
  });

  it.each([
    ['Service', 'down'],
    ['Route', 'down'],
    ['Configuration', 'down'],
    ['Revision', 'down'],
    ['Ingress', 'down'],
    ['PodAutoscaler', 'live'],
  ])('without permission to read a kind that was listed, %s, it is %s', (kind, state) => {
    expect(toLiveStatus(connected, cluster, [source('forbidden', kind)], false).state).toBe(state);
  });

  it('is down at once when a watch is refused for its credentials', () => {
    expect(toLiveStatus(connected, cluster, [source('unauthorized', 'Pod')], false).state).toBe('down');
  });

  it('names a kind once that is forbidden in several namespaces, and none that was never listed', () => {
    const sources = [
      source('forbidden', 'Pod'),
      source('forbidden', 'Pod'),
      source('forbidden', 'Event', false),
    ];
    expect(toLiveStatus(connected, cluster, sources, false)).toMatchObject({ without: ['Pod'] });
  });

  it('counts reconnecting watches as down when the first of them has taken too long', () => {
    const later = { ...source('reconnecting'), since: '1970-01-01T00:00:19Z' };
    expect(reconnectFaultAt([later, source('reconnecting')])).toBe(11_000);
  });

  it('does not report a watch as down when it has only just ended', () => {
    const sources = [source('live'), source('reconnecting')];
    expect(toLiveStatus(connected, cluster, sources, false).state).toBe('live');
    expect(reconnectFaultAt(sources)).toBe(Date.parse(source('reconnecting').since) + 2_000);
    expect(reconnectFaultAt([source('live'), source('forbidden')])).toBeNull();
  });
});
