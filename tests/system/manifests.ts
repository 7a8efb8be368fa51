import { KNATIVE } from '#lib/knative/resources.ts';
import type { Route } from '#lib/knative/types.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';

/** Manifests to apply in the order of their names, waiting for Ready between two for the same Service. */
export const MANIFESTS = 'tests/fixtures/manifests';

/**
 * Files that change only the traffic and repeat a template with an explicit name. Since Knative 1.9 the webhook refuses these however
 * they are applied: it does not apply defaults to such a template, and then reports them as missing (knative/serving
 * `configuration_defaults.go`, `revision_validation.go` v1.23). Their traffic has to be patched in.
 */
export const REFUSED = ['04-hello-split.yaml', '24-stock-v3-2.yaml'];

/** The message that refuses such a file. */
export const REFUSAL =
  'Saw the following changes without a name change (-old +new): spec.template.metadata.name';

/**
 * Route.status.traffic after a file is applied, or after its traffic is patched in where the file is refused: revision, percent, tag.
 * Files that create no Service are absent.
 */
export const ROUTED: Record<string, [namespace: string, name: string, routed: string[]]> = {
  '01-hello-world.yaml': ['default', 'hello', ['hello-world 100']],
  '02-hello-world-002.yaml': ['default', 'hello', ['hello-world-002 100']],
  '03-hello-knative.yaml': ['default', 'hello', ['hello-knative 100']],
  '04-hello-split.yaml': ['default', 'hello', ['hello-knative 50', 'hello-world-002 30', 'hello-world 20']],
  '11-helloworld-go-v1.yaml': ['default', 'helloworld-go', ['helloworld-go-v1 100']],
  '12-helloworld-go-v2.yaml': [
    'default',
    'helloworld-go',
    ['helloworld-go-v1 20 #v1', 'helloworld-go-v2 80 #v2', 'helloworld-go-v2 0 #latest'],
  ],
  '21-stock-v1.yaml': ['default', 'stock-service-example', ['stock-service-example-v1 100']],
  '22-stock-v2.yaml': ['default', 'stock-service-example', stock([50, 50], 'v2')],
  '23-stock-v3.yaml': ['default', 'stock-service-example', stock([50, 50], 'v3')],
  '24-stock-v3-2.yaml': ['default', 'stock-service-example', stock([40, 30, 30], 'v3')],
  '31-tree-helloworld-go.yaml': ['tree', 'helloworld-go', ['helloworld-go-00001 100']],
};

/** A Route's routed traffic, in the format of ROUTED. */
export async function routedTraffic(
  cluster: TestCluster,
  namespace: string,
  name: string,
): Promise<string[]> {
  const { status } = await cluster.api<Route>('GET', objectPath(KNATIVE.route, namespace, name));
  return (status?.traffic ?? []).map(({ revisionName, percent = 0, tag }) =>
    [revisionName, percent, ...(tag === undefined ? [] : [`#${tag}`])].join(' '),
  );
}

function stock(percents: number[], latest: string): string[] {
  const name = 'stock-service-example';
  return [
    ...percents.map((percent, index) => `${name}-v${index + 1} ${percent} #v${index + 1}`),
    `${name}-${latest} 0 #latest`,
  ];
}
