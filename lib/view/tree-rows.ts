import type { TreeNode } from './models/tree-node.ts';

/** A visible row of the tree, with its position for screen readers. */
export interface TreeRow {
  node: TreeNode;
  /** 1 for the root. */
  level: number;
  position: number;
  siblings: number;
  /** Null on leaves. */
  expanded: boolean | null;
  /** Whether the node itself matches the filter; false for ancestors kept as the path to a match. True without a filter. */
  matches: boolean;
  /** For each level above this one, whether a line continues down to a later sibling, to draw the branches. */
  trunks: boolean[];
}

/**
 * toTreeRows flattens the tree in the order of `kubectl tree`: by kind, then name. `folded` holds the uids of collapsed nodes. A filter
 * expands everything and keeps the matches and the paths to them.
 */
export function toTreeRows(
  nodes: Iterable<TreeNode>,
  folded: ReadonlySet<string>,
  filter: string,
): TreeRow[] {
  const treeNodes = [...nodes];
  const known = new Set(treeNodes.map((node) => node.uid));
  const children = new Map<string, TreeNode[]>();
  for (const node of treeNodes) {
    const parent = node.parent !== null && known.has(node.parent) ? node.parent : '';
    const list = children.get(parent) ?? [];
    list.push(node);
    children.set(parent, list);
  }
  for (const list of children.values()) list.sort(byKindAndName);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = words.length === 0 ? null : waysTo(treeNodes, (node) => matchesWords(node, words));
  const rows: TreeRow[] = [];
  const visit = (list: TreeNode[], level: number, trunks: boolean[]) => {
    const shown = kept === null ? list : list.filter((node) => kept.has(node.uid));
    for (const [index, node] of shown.entries()) {
      const below = children.get(node.uid) ?? [];
      const expanded = below.length === 0 ? null : kept !== null || !folded.has(node.uid);
      rows.push({
        node,
        level,
        position: index + 1,
        siblings: shown.length,
        expanded,
        matches: matchesWords(node, words),
        trunks,
      });
      if (expanded === true) visit(below, level + 1, [...trunks, index < shown.length - 1]);
    }
  };
  visit(children.get('') ?? [], 1, []);
  return rows;
}

function matchesWords(node: TreeNode, words: string[]): boolean {
  const text = `${node.kind} ${node.name} ${node.reason} ${node.apiVersion}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function waysTo(nodes: TreeNode[], matches: (node: TreeNode) => boolean): Set<string> {
  const byUid = new Map(nodes.map((node) => [node.uid, node]));
  const kept = new Set<string>();
  for (const node of nodes) {
    if (!matches(node)) continue;
    let at: TreeNode | undefined = node;
    while (at !== undefined && !kept.has(at.uid)) {
      kept.add(at.uid);
      at = at.parent === null ? undefined : byUid.get(at.parent);
    }
  }
  return kept;
}

function byKindAndName(a: TreeNode, b: TreeNode): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
