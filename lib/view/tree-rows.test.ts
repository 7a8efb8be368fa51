import { expect, it } from 'vitest';
import type { TreeNode } from './models/tree-node.ts';
import { toTreeRows } from './tree-rows.ts';

function node(uid: string, parent: string | null, kind: string, more: Partial<TreeNode> = {}): TreeNode {
  return {
    uid,
    parent,
    apiVersion: 'v1',
    kind,
    namespace: 'default',
    name: uid,
    ready: null,
    reason: '',
    tone: null,
    createdAt: '',
    deleting: false,
    percent: null,
    ...more,
  };
}

const tree = [
  node('svc', null, 'Service'),
  node('route', 'svc', 'Route'),
  node('config', 'svc', 'Configuration'),
  node('rev-2', 'config', 'Revision'),
  node('rev-1', 'config', 'Revision'),
  node('pod', 'rev-1', 'Pod', { reason: 'CrashLoopBackOff' }),
];
const uids = (folded: string[], filter = '') =>
  toTreeRows(tree, new Set(folded), filter).map(({ node, level }) => `${level} ${node.uid}`);

it('sorts by kind, then name, below each parent', () => {
  expect(uids([])).toEqual(['1 svc', '2 config', '3 rev-1', '4 pod', '3 rev-2', '2 route']);
});

it('omits what is below a folded node', () => {
  expect(uids(['config'])).toEqual(['1 svc', '2 config', '2 route']);
});

it('keeps matches and the path to them, even when folded', () => {
  expect(uids(['config'], 'crash')).toEqual(['1 svc', '2 config', '3 rev-1', '4 pod']);
  const rows = toTreeRows(tree, new Set(), 'pod');
  expect(rows.map((row) => row.matches)).toEqual([false, false, false, true]);
});

it('keeps nodes with a missing owner as roots', () => {
  expect(toTreeRows([node('lost', 'gone', 'Pod')], new Set(), '')).toHaveLength(1);
});

it('has position, number of siblings and where branches continue', () => {
  const rows = toTreeRows(tree, new Set(), '');
  expect(rows.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual([
    '1/1',
    '1/2',
    '1/2',
    '1/1',
    '2/2',
    '2/2',
  ]);
  expect(rows[3]?.trunks).toEqual([false, true, true]);
});
