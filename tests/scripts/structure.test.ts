import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { circles } from '../../scripts/structure/circles.ts';
import { type Graph, importedPaths } from '../../scripts/structure/import-graph.ts';
import { structureProblems } from '../../scripts/structure/problems.ts';

const graphOf = (edges: Record<string, string[]>) =>
  new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

/** The nodes that a node reaches in one or more steps. */
function reachedFrom(graph: Graph, start: string): Set<string> {
  const reached = new Set(graph.get(start));
  for (const node of reached) for (const next of graph.get(node) ?? []) reached.add(next);
  return reached;
}

const layers = { lib: ['lib/format', 'lib/view/types.ts', 'lib/knative', 'lib/view'] };
/** One file in each layer, without imports. */
const houseOf = (edges: Record<string, string[]> = {}) =>
  graphOf({
    'lib/format/age.ts': [],
    'lib/view/types.ts': [],
    'lib/knative/route.ts': [],
    'lib/view/row.ts': [],
    ...edges,
  });

it.each([
  ['an import', `import { a } from '#lib/a.ts';`, ['lib/a.ts']],
  ['a type-only import', `import type { A } from '#lib/a.ts';`, ['lib/a.ts']],
  ['an import for its effects', `import './a.css';`, ['lib/view/a.css']],
  ['a re-export', `export { a } from '../a.ts';`, ['lib/a.ts']],
  ['a re-export of everything', `export * from './a.ts';`, ['lib/view/a.ts']],
  ['a dynamic import', `const a = await import('./a.ts');`, ['lib/view/a.ts']],
  ['the same file once', `import { a } from './a.ts'; import type { A } from './a.ts';`, ['lib/view/a.ts']],
  ['no package and no module of Node', `import { z } from 'zod'; import fs from 'node:fs';`, []],
  ['no import that is only a comment', `// import { a } from './a.ts';`, []],
])('importedPaths sees %s', (_what, source, paths) => {
  expect(importedPaths('lib/view/file.ts', source)).toEqual(paths);
});

it('circles finds none in an acyclic graph', () => {
  expect(circles(graphOf({ a: ['b', 'c'], b: ['c'], c: [] }))).toEqual([]);
});

it('circles names a shortest circle of each group of nodes that reach each other', () => {
  const graph = graphOf({ a: ['b'], b: ['c', 'a'], c: ['a'], d: ['a', 'e'], e: ['f'], f: ['d'] });
  expect(circles(graph)).toEqual([
    ['a', 'b', 'a'],
    ['d', 'e', 'f', 'd'],
  ]);
});

it('circles finds one exactly when a node reaches itself', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const arrow = fc
    .tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes))
    .filter(([from, to]) => from !== to);
  fc.assert(
    fc.property(fc.array(arrow, { maxLength: 14 }), (arrows) => {
      const graph = new Map(
        nodes.map((node) => [node, new Set(arrows.flatMap(([from, to]) => (from === node ? [to] : [])))]),
      );
      const found = circles(graph);
      expect(found.length > 0).toBe(nodes.some((node) => reachedFrom(graph, node).has(node)));
      for (const circle of found) {
        expect(circle.at(0)).toBe(circle.at(-1));
        for (const [place, node] of circle.slice(0, -1).entries())
          expect(graph.get(node)).toContain(circle[place + 1]);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('allows imports within a layer, down the layers and from other rooms', () => {
  const graph = houseOf({
    'lib/view/row.ts': ['lib/view/cell.ts', 'lib/knative/route.ts', 'lib/view/types.ts'],
    'lib/view/cell.ts': [],
    'server/cluster.ts': ['lib/view/row.ts'],
  });
  expect(structureProblems(graph, layers)).toEqual([]);
});

it('names an import from a higher folder', () => {
  expect(structureProblems(houseOf({ 'lib/knative/route.ts': ['lib/view/row.ts'] }), layers)).toEqual([
    'lib/knative/route.ts imports lib/view/row.ts, but lib/knative is below lib/view',
  ]);
});

it('lets a file have its own layer, apart from its folder', () => {
  expect(structureProblems(houseOf({ 'lib/knative/route.ts': ['lib/view/types.ts'] }), layers)).toEqual([]);
  expect(structureProblems(houseOf({ 'lib/view/types.ts': ['lib/view/row.ts'] }), layers)).toEqual([
    'lib/view/types.ts imports lib/view/row.ts, but lib/view/types.ts is below lib/view',
  ]);
});

it('names a circle within a folder, which no layer forbids', () => {
  const graph = houseOf({ 'lib/view/row.ts': ['lib/view/cell.ts'], 'lib/view/cell.ts': ['lib/view/row.ts'] });
  expect(structureProblems(graph, layers)).toEqual([
    'Files import each other in a circle: lib/view/cell.ts → lib/view/row.ts → lib/view/cell.ts',
  ]);
});

it('lets a test import from any layer', () => {
  const graph = houseOf({ 'lib/knative/route.test.ts': ['lib/view/row.ts'] });
  expect(structureProblems(graph, layers)).toEqual([]);
});

it('names a folder that is in no layer, and a layer that holds nothing', () => {
  const graph = houseOf({ 'lib/traffic/split.ts': [] });
  graph.delete('lib/format/age.ts');
  expect(structureProblems(graph, layers)).toEqual([
    'lib/traffic is not in the layers of lib: add it after everything it imports',
    'lib/format is in the layers of lib and does not exist: remove it',
  ]);
});
