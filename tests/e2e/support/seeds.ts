import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KnativeService } from '#lib/knative/types.ts';
import type { TestCluster } from '#tests/cluster/support/test-cluster.ts';
import { MANIFESTS, REFUSED } from '#tests/system/manifests.ts';

/** The manifests of the Services that the embedded cluster starts with and specs refer to, in the order of their history. */
const HISTORIES = [
  ['01-hello-world.yaml', '02-hello-world-002.yaml', '03-hello-knative.yaml', '04-hello-split.yaml'],
  ['11-helloworld-go-v1.yaml', '12-helloworld-go-v2.yaml'],
  ['21-stock-v1.yaml', '22-stock-v2.yaml', '23-stock-v3.yaml', '24-stock-v3-2.yaml'],
];

/** No registry has this image, so the Service fails immediately. */
const FAILING = JSON.stringify({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'payments', namespace: 'default' },
  spec: { template: { spec: { containers: [{ image: 'ghcr.io/example-shop/payments:missing' }] } } },
});

/** seed creates on a real cluster what specs rely on; the embedded one starts with it. */
export async function seed(cluster: TestCluster): Promise<void> {
  if (cluster.kind === 'embedded') return;
  await Promise.all([...HISTORIES.map((files) => replay(cluster, files)), cluster.apply(FAILING)]);
}

async function replay(cluster: TestCluster, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const yaml = await readFile(join(MANIFESTS, file), 'utf8');
    const { metadata, spec } = parse(yaml) as KnativeService;
    const { name } = metadata;
    if (REFUSED.includes(file))
      await cluster.patchService('default', name, { spec: { traffic: spec.traffic } });
    else await cluster.apply(yaml);
    await cluster.ready('default', name);
  }
}
