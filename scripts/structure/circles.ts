import { byName, type Graph } from './import-graph.ts';

/** circles returns one shortest cycle for each group of nodes that reach each other, e.g. `['a', 'b', 'a']`. */
export function circles(graph: Graph): string[][] {
  return groups(graph).map((group) => shortestCircle(graph, group));
}

/** groups returns the strongly connected components of more than one node (Tarjan's algorithm). */
function groups(graph: Graph): string[][] {
  const found: string[][] = [];
  const orders = new Map<string, number>();
  const stack: string[] = [];
  /** Returns the lowest order that a node reaches among those on the stack. */
  const visit = (node: string): number => {
    const order = orders.size;
    orders.set(node, order);
    stack.push(node);
    let lowest = order;
    for (const next of graph.get(node) ?? []) {
      const known = orders.get(next);
      if (known === undefined) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, known);
    }
    if (lowest === order) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) found.push(group.toSorted(byName));
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!orders.has(node)) visit(node);
  return found;
}

/** shortestCircle returns a shortest path within `group` from its first node back to it. */
function shortestCircle(graph: Graph, group: readonly string[]): string[] {
  const [start = ''] = group;
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start];
      if (!group.includes(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new Error(`${start} does not reach itself`);
}
