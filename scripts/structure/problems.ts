import { dirname } from 'node:path/posix';
import { circles } from './circles.ts';
import type { Graph } from './import-graph.ts';

/**
 * The folders and files of each room, lowest first: an entry may import itself and the entries before it. A file belongs to its own entry
 * if it has one, else to that of its folder.
 */
export type Layers = Readonly<Record<string, readonly string[]>>;

/**
 * structureProblems returns one message per import cycle between files and per import that violates the layers. Tests may import from any
 * layer.
 */
export function structureProblems(graph: Graph, layers: Layers): string[] {
  return [
    ...circles(graph).map((circle) => `Files import each other in a circle: ${circle.join(' → ')}`),
    ...Object.entries(layers).flatMap(([room, entries]) => layerProblems(graph, room, entries)),
  ];
}

function layerProblems(graph: Graph, room: string, entries: readonly string[]): string[] {
  const heights = new Map(entries.map((entry, height) => [entry, height]));
  const entryOf = (file: string) => (heights.has(file) ? file : dirname(file));
  const heightOf = (file: string) => heights.get(entryOf(file));
  const inRoom = [...graph].filter(([file]) => file.startsWith(`${room}/`) && !file.endsWith('.test.ts'));
  const used = new Set(inRoom.map(([file]) => entryOf(file)));
  const unknown = [...used].filter((entry) => !heights.has(entry));
  const upward = inRoom.flatMap(([file, targets]) => {
    const height = heightOf(file);
    if (height === undefined) return [];
    return [...targets]
      .filter((target) => (heightOf(target) ?? height) > height)
      .map((target) => `${file} imports ${target}, but ${entryOf(file)} is below ${entryOf(target)}`);
  });
  return [
    ...unknown.map((entry) => `${entry} is not in the layers of ${room}: add it after everything it imports`),
    ...upward,
    ...entries
      .filter((entry) => !used.has(entry))
      .map((entry) => `${entry} is in the layers of ${room} and does not exist: remove it`),
  ];
}
