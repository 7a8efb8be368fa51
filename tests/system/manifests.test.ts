import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KNATIVE } from '#lib/knative/resources.ts';
import type { KnativeService } from '#lib/knative/types.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { MANIFESTS, REFUSAL, REFUSED, ROUTED, routedTraffic } from '#tests/system/manifests.ts';

let cluster: EmbeddedTestCluster;

beforeAll(async () => {
  cluster = await EmbeddedTestCluster.start();
  await cluster.fast();
  // The scenarios contain Services with the same names, and a revision's name can be taken only once.
  for (const name of ['hello', 'helloworld-go', 'stock-service-example'])
    await cluster.api('DELETE', objectPath(KNATIVE.service, 'default', name));
  await apply('30-tree-namespace.yaml');
}, 60_000);
afterAll(() => cluster.stop());

it.each(Object.entries(ROUTED))('%s applied over the API routes %j', async (file, [
  namespace,
  name,
  routed,
]) => {
  const refusal = await apply(file).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(refusal.includes(REFUSAL)).toBe(REFUSED.includes(file));
  if (refusal !== '') await patchTraffic(file, namespace, name);
  await cluster.ready(namespace, name);
  expect(await routedTraffic(cluster, namespace, name)).toEqual(routed);
});

async function apply(file: string): Promise<void> {
  await cluster.apply(await readFile(join(MANIFESTS, file), 'utf8'));
}

async function patchTraffic(file: string, namespace: string, name: string): Promise<void> {
  const { spec } = parse(await readFile(join(MANIFESTS, file), 'utf8')) as KnativeService;
  const path = objectPath(KNATIVE.service, namespace, name);
  await cluster.api('PATCH', path, { spec: { traffic: spec.traffic } }, 'application/merge-patch+json');
}
