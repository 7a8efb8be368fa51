import { describe, expect, it } from 'vitest';
import type { SourceView } from './models/cluster.ts';
import { concerning, degradedWords, forbiddenWords, grantCommand, scopeWords, whoWords } from './rights.ts';

const source = (
  kind: string,
  namespace: string | null,
  phase: SourceView['phase'],
  unreadable: string[] = [],
): SourceView => ({
  id: `${kind}@${namespace}`,
  kind,
  namespace,
  tier: 'summary',
  phase,
  synced: false,
  since: '2026-01-01T00:00:00Z',
  heardAt: null,
  error: '',
  unreadable,
});
const jane = { name: 'jane', groups: ['dev', 'system:authenticated'] };

describe('the caller’s name', () => {
  it.each([
    [null, 'you'],
    [{ name: 'jane', groups: [] }, 'jane'],
    [jane, 'jane (group dev)'],
    [{ name: 'jane', groups: ['dev', 'ops'] }, 'jane (groups dev, ops)'],
  ])('%j is %s', (identity, words) => {
    expect(whoWords(identity)).toBe(words);
  });

  it.each([
    [
      'jane',
      null,
      'clusterrolebinding sluice-view --clusterrole=knative-serving-namespaced-view --user=jane',
    ],
    ['oidc:jane doe', null, "--user='oidc:jane doe'"],
    ["o'neill; rm -rf /", null, `--user='o'\\''neill; rm -rf /'`],
    ['system:serviceaccount:ops:bot', null, '--serviceaccount=ops:bot'],
    ['jane', ['team-a'], 'rolebinding sluice-view --namespace team-a'],
  ])('%s is granted in %j by a command that names them', (name, namespaces, part) => {
    const command = grantCommand({ name: 'prod', identity: { name, groups: [] }, namespaces });
    expect(command).toContain(part);
    expect(command).toMatch(/^kubectl --context prod create /);
  });

  it('no grant is suggested without a subject', () => {
    expect(grantCommand({ name: 'prod', identity: null, namespaces: null })).toBeNull();
    const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    expect(grantCommand({ name: 'prod', identity: anonymous, namespaces: null })).toBeNull();
  });
});

describe('the description of the scope', () => {
  it('names the context’s namespace and the user who may not list the cluster', () => {
    const cluster = { identity: jane, namespaces: ['team-a'], namespacesFrom: 'context' as const };
    expect(scopeWords(cluster)).toBe(
      'Showing only namespace team-a, from your context: jane (group dev) may not list Services in the whole cluster.',
    );
    expect(forbiddenWords(cluster)).toBe(
      'The API server does not allow jane (group dev) to list Services in the whole cluster, nor in namespace team-a, which the context names.',
    );
  });

  it('is empty for chosen namespaces and for the whole cluster', () => {
    expect(scopeWords({ identity: null, namespaces: ['a'], namespacesFrom: 'chosen' })).toBe('');
    expect(scopeWords({ identity: null, namespaces: null, namespacesFrom: 'cluster' })).toBe('');
    expect(forbiddenWords({ identity: null, namespaces: ['a', 'b', 'c'], namespacesFrom: 'chosen' })).toBe(
      'The API server does not allow you to list Services in namespaces a, b and c.',
    );
  });
});

describe('what is missing', () => {
  it.each<[string, SourceView[], string[]]>([
    [
      'nothing while everything can be read',
      [source('Service', null, 'live'), source('Pod', null, 'listing')],
      [],
    ],
    [
      'kinds of the whole cluster',
      [
        source('Service', null, 'live'),
        source('Pod', null, 'forbidden'),
        source('Ingress', null, 'forbidden'),
      ],
      ['jane (group dev) may not list Pod, Ingress: what depends on that is not shown.'],
    ],
    [
      'a namespace in which nothing may be listed',
      ['team-a', 'shop'].flatMap((namespace) =>
        ['Service', 'Route', 'Pod'].map((kind) =>
          source(kind, namespace, namespace === 'shop' ? 'forbidden' : 'live'),
        ),
      ),
      ['jane (group dev) may not list anything in namespace shop: what depends on that is not shown.'],
    ],
    [
      'kinds and namespaces that differ, in one sentence',
      [
        source('Service', 'a', 'live'),
        source('Pod', 'a', 'forbidden'),
        source('Service', 'b', 'live'),
        source('Pod', 'b', 'forbidden'),
        source('Service', 'c', 'forbidden'),
        source('Pod', 'c', 'forbidden'),
      ],
      [
        'jane (group dev) may not list Pod in namespaces a and b; nor anything in namespace c: what depends on that is not shown.',
      ],
    ],
    [
      'kinds that the cluster lacks, except optional ones',
      [source('PodAutoscaler', null, 'missing'), source('VirtualService', null, 'missing')],
      ['The cluster does not have PodAutoscaler.'],
    ],
    [
      'objects that cannot be read',
      [source('Route', null, 'live', ['shop/a']), source('Pod', null, 'live')],
      ['Route shop/a cannot be read: its data is missing or out of date.'],
    ],
    [
      'many objects that cannot be read',
      [source('Route', null, 'live', ['a/1', 'a/2', 'a/3', 'a/4', 'a/5'])],
      ['Route a/1, Route a/2, Route a/3 and 2 more cannot be read: their data is missing or out of date.'],
    ],
  ])('%s', (_name, sources, words) => {
    expect(degradedWords(sources, jane)).toEqual(words);
  });
});

it('for one Service includes only its namespace and its own objects', () => {
  const sources = [
    source('Route', null, 'live', ['shop/cart', 'shop/other', 'team/cart']),
    source('Pod', 'shop', 'forbidden'),
    source('Pod', 'team', 'forbidden'),
  ];
  expect(concerning(sources, 'shop', 'cart')).toEqual([
    source('Route', null, 'live', ['shop/cart']),
    source('Pod', 'shop', 'forbidden'),
  ]);
});
