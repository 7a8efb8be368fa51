import { expect, test } from 'vitest';
import type { StoredObject } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';
import { ControllerTest } from '#simulator/testing/controller-test.ts';

/** The ownership tree as `kubectl tree` orders it: by kind, then name; random suffixes become `*`. */
function treeOf(cluster: ControllerTest, object: StoredObject, depth = 0): string[] {
  const name = object.metadata.name.replace(
    /-deployment-[a-z0-9]{10}(-[a-z0-9]{5})?$/,
    (_all: string, pod: string | undefined) => `-deployment-*${pod === undefined ? '' : '-*'}`,
  );
  const isSlice = object.kind === 'EndpointSlice';
  const label = `${'  '.repeat(depth)}${object.kind}/${isSlice ? name.replace(/-[a-z0-9]{5}$/, '-*') : name}`;
  const children = cluster.store
    .ownedBy(object.metadata.uid)
    .map((owned) => owned.object)
    .sort((a, b) => `${a.kind}/${a.metadata.name}`.localeCompare(`${b.kind}/${b.metadata.name}`));
  return [label, ...children.flatMap((child) => treeOf(cluster, child, depth + 1))];
}

test('the objects below a Service have the shape that kubectl tree prints', () => {
  const cluster = new ControllerTest();
  cluster.apply('helloworld-go', {
    image: 'registry.cn-hangzhou.aliyuncs.com/knative-sample/helloworld-go:160e4dc8',
    templateAnnotations: { 'autoscaling.knative.dev/target': '100' },
  });
  cluster.advance(10);
  expect(treeOf(cluster, cluster.get(KNATIVE.service, 'helloworld-go')).join('\n')).toBe(
    `Service/helloworld-go
  Configuration/helloworld-go
    Revision/helloworld-go-00001
      Deployment/helloworld-go-00001-deployment
        ReplicaSet/helloworld-go-00001-deployment-*
          Pod/helloworld-go-00001-deployment-*-*
      Image/helloworld-go-00001-cache-user-container
      PodAutoscaler/helloworld-go-00001
        Metric/helloworld-go-00001
        ServerlessService/helloworld-go-00001
          Endpoints/helloworld-go-00001
            EndpointSlice/helloworld-go-00001-*
          Service/helloworld-go-00001
          Service/helloworld-go-00001-private
            EndpointSlice/helloworld-go-00001-private-*
  Route/helloworld-go
    Ingress/helloworld-go
      VirtualService/helloworld-go-ingress
      VirtualService/helloworld-go-mesh
    Service/helloworld-go`,
  );
});
