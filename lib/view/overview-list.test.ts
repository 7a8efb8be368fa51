import { describe, expect, it } from 'vitest';
import type { AttentionState, ServiceSummary } from './models/service-summary.ts';
import { loadedPart, parseState, textMatcher, toOverviewList } from './overview-list.ts';

function service(key: string, more: Partial<ServiceSummary> = {}): ServiceSummary {
  const [namespace = '', name = ''] = key.split('/');
  return {
    key,
    namespace,
    name,
    uid: key,
    createdAt: '2026-01-01T00:00:00Z',
    deleting: false,
    url: null,
    visibility: 'public',
    state: 'steady',
    ready: null,
    headline: '',
    since: null,
    harm: { level: 'none', failing: 0, doubtful: 0, causes: [] },
    routed: [{ revisionName: `${name}-00001`, percent: 100, tags: [], latest: true, colour: 0 }],
    rollout: null,
    tags: [],
    latestReady: null,
    latestCreated: null,
    latestPercent: 100,
    pods: { ready: 0, desired: 0 },
    change: { by: null, manager: null, at: '2026-01-01T00:00:00Z' },
    labels: {},
    images: [],
    ...more,
  };
}

const all = { text: '', namespace: null, state: null };

describe('toOverviewList', () => {
  const services = [
    service('b/two'),
    service('a/one'),
    service('a/bad', { state: 'failing' }),
    service('a/half', { state: 'split' }),
  ];

  it('sorts the worst first, and each group by namespace and name', () => {
    const { items } = toOverviewList(services, all);
    expect(items.map((item) => (item.type === 'group' ? `${item.state} ${item.count}` : item.key))).toEqual([
      'failing 1',
      'a/bad',
      'split 1',
      'a/half',
      'steady 2',
      'a/one',
      'b/two',
    ]);
  });

  it('counts every state and lists all namespaces, whatever the filter', () => {
    const list = toOverviewList(services, { text: '', namespace: 'a', state: 'failing' });
    expect(list.items).toHaveLength(2);
    expect(list.counts).toMatchObject({ failing: 1, split: 1, steady: 1 });
    expect(list.matching).toBe(3);
    expect(list.namespaces).toEqual(['a', 'b']);
  });
});

describe('textMatcher', () => {
  const shop = service('shop/cart', {
    labels: { app: 'cart', 'team.example.com/name': 'Shop' },
    tags: ['canary'],
    images: ['registry/cart:2.1'],
    change: { by: 'carol', manager: 'kn', at: '' },
  });

  it.each([
    ['', true],
    ['cart', true],
    ['SHOP/', true],
    ['cana', true],
    [':2.1', true],
    ['carol cart-00001', true],
    ['app=cart', true],
    ['app=car', false],
    ['app=', true],
    ['team.example.com/name=shop canary', true],
    ['cart nothing', false],
  ])('%j: %s', (text, expected) => {
    expect(textMatcher(text)(shop)).toBe(expected);
  });
});

it('reads only known states from the address', () => {
  expect(parseState('split')).toBe('split');
  expect(parseState('nonsense')).toBeNull();
  expect(parseState(null)).toBeNull();
});

describe('while Services are still arriving', () => {
  const services = (...states: AttentionState[]) =>
    states.map((state, index) => service(`default/s${index}`, { state }));

  it('the states before the last received one are complete, that one is a minimum, the others are unknown', () => {
    expect(loadedPart(services('failing', 'failing', 'split'), 310)).toMatchObject({
      loaded: 3,
      total: 310,
      known: {
        failing: 'all',
        rollingOut: 'all',
        progressing: 'all',
        pinnedBehind: 'all',
        split: 'some',
        steady: 'none',
      },
    });
  });

  it('is complete once all have arrived', () => {
    expect(loadedPart(services('failing'), null)).toBeNull();
    expect(loadedPart(services('failing'), 1)).toBeNull();
  });
});
