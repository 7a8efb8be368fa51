import { expect, test } from 'vitest';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { TreeNode } from '#lib/view/models/tree-node.ts';
import { compareSiblings, projectTree } from '#lib/view/project-tree.ts';
import { condition, metadata, ownedBy } from '#tests/builders.ts';

/** Output of kubectl tree for the same objects, for comparison. */
const EXPECTED = `
Service/helloworld-go True
  Configuration/helloworld-go True
    Revision/helloworld-go-00001 True
      Deployment/helloworld-go-00001-deployment -
        ReplicaSet/helloworld-go-00001-deployment-7b8765df6b -
          Pod/helloworld-go-00001-deployment-7b8765df6b-zqrt5 True
      Image/helloworld-go-00001-cache-user-container -
      PodAutoscaler/helloworld-go-00001 True
        Metric/helloworld-go-00001 True
        ServerlessService/helloworld-go-00001 True
          Endpoints/helloworld-go-00001 -
            EndpointSlice/helloworld-go-00001-qbm6x -
          Service/helloworld-go-00001 -
          Service/helloworld-go-00001-private -
            EndpointSlice/helloworld-go-00001-private-vhvfq -
  Route/helloworld-go True
    Ingress/helloworld-go True
      VirtualService/helloworld-go-ingress -
      VirtualService/helloworld-go-mesh -
    Service/helloworld-go -
`.trim();

/** objectsOf builds objects from an indented drawing; each is owned by the one above it. */
function objectsOf(drawing: string): KubeObject[] {
  const path: KubeObject[] = [];
  return drawing.split('\n').map((line) => {
    const depth = line.search(/\S/) / 2;
    const [kindAndName = '', ready] = line.trim().split(' ');
    const [kind = '', name = ''] = kindAndName.split('/');
    const owner = path[depth - 1];
    const object = {
      apiVersion: 'v1',
      kind,
      metadata: metadata(name, {
        uid: `${path
          .slice(0, depth)
          .map((it) => it.kind)
          .join('.')}.${kind}/${name}`,
        ...(owner === undefined ? {} : { ownerReferences: [ownedBy(owner)] }),
      }),
      ...(ready === 'True' ? { status: { conditions: [condition('Ready', 'True')] } } : {}),
    };
    path[depth] = object;
    return object;
  });
}

function draw(nodes: readonly TreeNode[]): string {
  const depths = new Map<string, number>();
  return nodes
    .map(({ uid, parent, kind, name, ready }) => {
      const depth = parent === null ? 0 : (depths.get(parent) ?? 0) + 1;
      depths.set(uid, depth);
      return `${'  '.repeat(depth)}${kind}/${name} ${ready ?? '-'}`;
    })
    .join('\n');
}

function treeOf(objects: readonly KubeObject[], percents = new Map<string, number>()): TreeNode[] {
  const [root] = objects;
  return root === undefined ? [] : projectTree(root, objects, percents);
}

test('has the shape and order of kubectl tree, whatever the order of the objects', () => {
  const [root, ...rest] = objectsOf(EXPECTED);
  expect(draw(treeOf([root, ...rest.toReversed()].filter((it) => it !== undefined)))).toBe(EXPECTED);
});

test('omits objects without an owner in the tree', () => {
  const [root, child] = objectsOf('Service/a -\n  Route/a -');
  const orphan = { apiVersion: 'v1', kind: 'Endpoints', metadata: metadata('a-private') };
  expect(draw(treeOf([root, child, orphan].filter((it) => it !== undefined)))).toBe(
    'Service/a -\n  Route/a -',
  );
});

test('places an object with several owners below its controller', () => {
  const objects = objectsOf('Service/a -\n  Configuration/a -\n  Route/a -\n    Service/b -');
  const [, configuration, , placeholder] = objects;
  if (configuration === undefined || placeholder === undefined)
    throw new Error('four lines make four objects');
  placeholder.metadata.ownerReferences?.unshift({ ...ownedBy(configuration), controller: false });
  expect(treeOf(objects).find(({ name }) => name === 'b')?.parent).toBe('Service.Route/a');
});

test('terminates when owners own each other', () => {
  const objects = objectsOf('Service/a -\n  Route/a -');
  const [root, child] = objects;
  if (root === undefined || child === undefined) throw new Error('two lines make two objects');
  root.metadata.ownerReferences = [ownedBy(child)];
  expect(draw(treeOf(objects))).toBe('Service/a -\n  Route/a -');
});

test('only a Revision has a routed percent', () => {
  const nodes = treeOf(objectsOf('Service/a -\n  Revision/a-1 -\n  Revision/a-2 -'), new Map([['a-1', 30]]));
  expect(nodes.map(({ percent }) => percent)).toEqual([null, 30, 0]);
});

test('compareSiblings orders as the tree does', () => {
  const nodes = treeOf(objectsOf('Service/a -\n  Route/b -\n  Route/a -\n  Configuration/z -'));
  const [, ...children] = nodes;
  expect(children.toReversed().sort(compareSiblings)).toEqual(children);
});

test('marks as bad only what failing requests need; what is scaled to zero is idle', () => {
  const objects = objectsOf(
    `
Service/hello
  Configuration/hello
    Revision/hello-00001
      PodAutoscaler/hello-00001
        ServerlessService/hello-00001
    Revision/hello-00002
      PodAutoscaler/hello-00002
    Revision/hello-00003
  Route/hello
`.trim(),
  );
  const states = [
    condition('Ready', 'False', 'RevisionFailed'),
    undefined,
    condition('Ready', 'True'),
    condition('Ready', 'False', 'NoTraffic'),
    condition('Ready', 'Unknown', 'NoHealthyBackends'),
    condition('Ready', 'False', 'ExitCode1'),
    condition('Ready', 'Unknown', 'Queued'),
    condition('Ready', 'False', 'ContainerMissing'),
    condition('Ready', 'True'),
  ];
  const [root, ...rest] = objects.map((object, index) => {
    const ready = states[index];
    return { ...object, status: { conditions: ready === undefined ? [] : [ready] } };
  });
  const tones = (hurts: boolean) =>
    root === undefined
      ? []
      : projectTree(root, rest, new Map([['hello-00002', 100]]), hurts).map(({ tone }) => tone);
  const sleeper = ['ok', 'idle', 'idle'];
  expect([tones(true), tones(false)]).toEqual([
    ['bad', null, ...sleeper, 'bad', 'info', 'warn', 'ok'],
    ['warn', null, ...sleeper, 'warn', 'info', 'warn', 'ok'],
  ]);
});
