import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';
import { compareText } from '#lib/view/revision-colour.ts';

/**
 * projectTree returns the objects that belong to the root by owner references, depth first, in kubectl tree's order: children by kind, then
 * name. It omits objects whose owners are not in the tree, as kubectl tree does. `hurts`: whether requests fail, according to judgeHarm.
 */
export function projectTree(
  root: KubeObject,
  objects: Iterable<KubeObject>,
  percents: ReadonlyMap<string, number>,
  hurts = false,
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
  const walk = (object: KubeObject, parent: string | null, above: Place): void => {
    const { uid } = object.metadata;
    if (seen.has(uid)) return;
    seen.add(uid);
    const ready = readyOf(object);
    const place: Place = {
      needed: object.kind === 'Revision' ? (percents.get(object.metadata.name) ?? 0) > 0 : above.needed,
      resting: above.resting || ready?.reason === NO_TRAFFIC,
    };
    const tone = ready === undefined ? null : toneOf(ready, { ...place, needed: hurts && place.needed });
    nodes.push({ ...toNode(object, parent, percents), tone });
    for (const child of (children.get(uid) ?? []).sort(byKindAndName)) walk(child, uid, place);
  };
  walk(root, null, { needed: true, resting: false });
  return nodes;
}

/** compareSiblings sorts the children of a node as kubectl tree prints them. */
export function compareSiblings(a: TreeNode, b: TreeNode): number {
  return compareText(a.kind, b.kind) || compareText(a.name, b.name) || compareText(a.uid, b.uid);
}

function ownerIn(object: KubeObject, byUid: ReadonlyMap<string, KubeObject>): string | undefined {
  const owners = (object.metadata.ownerReferences ?? []).filter((owner) => byUid.has(owner.uid));
  return (owners.find((owner) => owner.controller === true) ?? owners[0])?.uid;
}

function byKindAndName(a: KubeObject, b: KubeObject): number {
  return (
    compareText(a.kind, b.kind) ||
    compareText(a.metadata.name, b.metadata.name) ||
    compareText(a.metadata.uid, b.metadata.uid)
  );
}

/** State inherited from an object's ancestors: whether requests need it, and whether it is at rest. */
interface Place {
  needed: boolean;
  resting: boolean;
}

/** Reason of a PodAutoscaler whose revision is scaled to zero or out of use (`pa_lifecycle.go`). */
const NO_TRAFFIC = 'NoTraffic';

function toneOf({ status }: Condition, { needed, resting }: Place): TreeNode['tone'] {
  if (status === 'True') return 'ok';
  if (resting) return 'idle';
  if (status === 'Unknown') return 'info';
  return needed ? 'bad' : 'warn';
}

function toNode(
  object: KubeObject,
  parent: string | null,
  percents: ReadonlyMap<string, number>,
): Omit<TreeNode, 'tone'> {
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

/** readyOf returns the Ready condition of any kind that has `status.conditions`. */
function readyOf(object: KubeObject & { status?: { conditions?: Condition[] } }): Condition | undefined {
  const conditions = object.status?.conditions;
  return Array.isArray(conditions) ? conditions.find((condition) => condition.type === 'Ready') : undefined;
}
