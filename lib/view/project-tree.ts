import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { TreeNode } from '#lib/view/types.ts';

/**
 * projectTree returns the objects that hang on the root by owner references, depth first, in kubectl tree's order:
 * children by kind, then name. Objects whose owners are not in the tree are left out, as kubectl tree leaves them out.
 */
export function projectTree(
  root: KubeObject,
  objects: Iterable<KubeObject>,
  percents: ReadonlyMap<string, number>,
): TreeNode[] {
  const byUid = new Map<string, KubeObject>([[root.metadata.uid, root]]);
  for (const object of objects) byUid.set(object.metadata.uid, object);
  const children = new Map<string, KubeObject[]>();
  for (const object of byUid.values()) {
    const owner = object === root ? undefined : ownerIn(object, byUid);
    if (owner === undefined) continue;
    const siblings = children.get(owner) ?? [];
    siblings.push(object);
    children.set(owner, siblings);
  }
  const nodes: TreeNode[] = [];
  const seen = new Set<string>();
  const walk = (object: KubeObject, parent: string | null): void => {
    const { uid } = object.metadata;
    if (seen.has(uid)) return;
    seen.add(uid);
    nodes.push(toNode(object, parent, percents));
    for (const child of (children.get(uid) ?? []).sort(byKindAndName)) walk(child, uid);
  };
  walk(root, null);
  return nodes;
}

/** compareSiblings orders the children of one node as kubectl tree prints them. */
export function compareSiblings(a: TreeNode, b: TreeNode): number {
  return compareText(a.kind, b.kind) || compareText(a.name, b.name) || compareText(a.uid, b.uid);
}

function ownerIn(object: KubeObject, byUid: ReadonlyMap<string, KubeObject>): string | undefined {
  const owners = (object.metadata.ownerReferences ?? []).filter((it) => byUid.has(it.uid));
  return (owners.find((it) => it.controller === true) ?? owners[0])?.uid;
}

function byKindAndName(a: KubeObject, b: KubeObject): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.metadata.name, b.metadata.name) ||
    compareText(a.metadata.uid, b.metadata.uid)
  );
}

function toNode(object: KubeObject, parent: string | null, percents: ReadonlyMap<string, number>): TreeNode {
  const { metadata } = object;
  const ready = readyOf(object);
  return {
    uid: metadata.uid,
    parent,
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ready: ready?.status ?? null,
    reason: ready?.reason ?? '',
    createdAt: metadata.creationTimestamp,
    deleting: metadata.deletionTimestamp !== undefined,
    percent: object.kind === 'Revision' ? (percents.get(metadata.name) ?? 0) : null,
  };
}

/** The Ready condition of any kind that has `status.conditions`. */
function readyOf(object: KubeObject & { status?: { conditions?: Condition[] } }): Condition | undefined {
  const conditions = object.status?.conditions;
  return Array.isArray(conditions) ? conditions.find((it) => it.type === 'Ready') : undefined;
}
