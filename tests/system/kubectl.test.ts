import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KnativeService } from '#lib/knative/types.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { NEEDS_KUBECTL } from '#tests/needs.ts';
import { MANIFESTS, REFUSAL, REFUSED, ROUTED, routedTraffic } from '#tests/system/manifests.ts';

describe('stock kubectl on the embedded cluster', NEEDS_KUBECTL, () => {
  let cluster: EmbeddedTestCluster;
  let home: string;

  beforeAll(async () => {
    cluster = await EmbeddedTestCluster.start();
    home = await mkdtemp(join(tmpdir(), 'sluice-kubectl-'));
    await cluster.fast();
    // The scenarios contain Services with the same names, and a revision's name can be taken only once.
    await kubectl('delete', 'ksvc', 'hello', 'helloworld-go', 'stock-service-example');
  }, 60_000);
  afterAll(async () => {
    await cluster.stop();
    await rm(home, { recursive: true, force: true });
  });

  const environment = () => ({ ...process.env, HOME: home, KUBECONFIG: cluster.kubeconfig() });

  /** Both output streams of a command, as a user sees them. */
  async function kubectl(...args: string[]): Promise<string> {
    return await new Promise((resolve) => {
      execFile('kubectl', args, { env: environment() }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
  }

  it.each(readdirSync(MANIFESTS).sort())('apply -f %s routes what it declares', async (file) => {
    const applied = await kubectl('apply', '-f', join(MANIFESTS, file));
    expect(applied).toMatch(REFUSED.includes(file) ? REFUSAL : / (created|configured)\n(Warning: .*\n)*$/);
    const expected = ROUTED[file];
    if (expected === undefined) return;
    const [namespace, name, routed] = expected;
    const { spec } = parse(await readFile(join(MANIFESTS, file), 'utf8')) as KnativeService;
    if (REFUSED.includes(file)) await patchTraffic(name, spec.traffic);
    await cluster.ready(namespace, name);
    expect(await routedTraffic(cluster, namespace, name)).toEqual(routed);

    // kubectl sends the list of containers each time, because the file does not contain the webhook's defaults; this changes nothing.
    const { metadata } = await cluster.service(namespace, name);
    const again = await kubectl('apply', '-f', join(MANIFESTS, file));
    expect(again.includes(REFUSAL)).toBe(spec.template.metadata?.name !== undefined);
    expect((await cluster.service(namespace, name)).metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  async function patchTraffic(name: string, traffic: unknown): Promise<void> {
    const patch = JSON.stringify({ spec: { traffic } });
    expect(await kubectl('patch', 'ksvc', name, '--type=merge', '-p', patch)).toContain('patched');
  }

  it('get of all five kinds in all namespaces', async () => {
    const text = await kubectl('get', 'ksvc,revisions,routes,configurations,pods', '-A');
    for (const object of [
      'service.serving.knative.dev/stock-service-example',
      'revision.serving.knative.dev/stock-service-example-v3',
      'route.serving.knative.dev/hello',
      'configuration.serving.knative.dev/helloworld-go',
      'pod/hello-knative-deployment-',
    ]) {
      expect(text).toContain(object);
    }
    expect(text).toMatch(/^NAMESPACE +NAME +URL +LATESTCREATED +LATESTREADY +READY +REASON$/m);
  });

  it('refuses a split that does not sum to 100 with the webhook’s message', async () => {
    const patch = JSON.stringify({
      spec: {
        traffic: [
          { revisionName: 'hello-knative', percent: 50 },
          { revisionName: 'hello-world', percent: 40 },
        ],
      },
    });
    expect(await kubectl('patch', 'ksvc', 'hello', '--type=merge', '-p', patch)).toContain(
      'admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: Traffic targets sum to 90, want 100: spec.traffic',
    );
  });

  it('refuses the old API version as a cluster that no longer serves it', async () => {
    const file = join(home, 'v1alpha1.yaml');
    await writeFile(
      file,
      'apiVersion: serving.knative.dev/v1alpha1\nkind: Service\nmetadata: {name: old, namespace: default}\nspec: {}\n',
    );
    expect(await kubectl('apply', '-f', file)).toContain(
      'no matches for kind "Service" in version "serving.knative.dev/v1alpha1"',
    );
  });

  it('a label makes a Service cluster-local, and removing it makes the Service public', async () => {
    const url = async () => (await cluster.service('default', 'hello')).status?.url;
    const label = 'networking.knative.dev/visibility';
    expect(await kubectl('label', 'ksvc', 'hello', `${label}=cluster-local`)).toContain('hello labeled');
    await expect.poll(url).toBe('http://hello.default.svc.cluster.local');
    expect(await kubectl('label', 'ksvc', 'hello', `${label}-`)).toContain('hello unlabeled');
    await expect.poll(url).not.toContain('svc.cluster.local');
  });

  it.each([
    [['get', 'ksvc', 'hello', '-o', 'yaml'], /lastModifier: kubernetes-admin[\s\S]*image: ikubernetes/],
    [['annotate', 'ksvc', 'hello', 'note=seen'], /hello annotated/],
    [['describe', 'ksvc', 'hello'], /Annotations: +.*\n(.*\n)*? +note: seen|note: seen/],
    [['describe', 'revision', 'hello-knative'], /Kind: +Revision/],
    [['api-resources'], /^services +kservice,ksvc +serving\.knative\.dev\/v1 +true +Service$/m],
    [['get', 'events'], /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE$/m],
    [
      ['get', 'pods', '-l', 'serving.knative.dev/service=hello'],
      /^hello-knative-deployment-\S+ +2\/2 +Running/m,
    ],
    [['logs', 'deploy/hello-knative-deployment', '-c', 'user-container'], /listening on port 8080\n/],
    [
      ['logs', '-l', 'serving.knative.dev/service=hello', '--all-containers', '--prefix'],
      /^\[pod\/hello-knative-\S+\/queue-proxy\] .*"message":"Starting queue-proxy"/m,
    ],
    [
      ['logs', 'deploy/hello-knative-deployment', '-c', 'user-container', '--previous'],
      /previous terminated container "user-container" in pod "hello-knative-\S+" not found/,
    ],
    [['get', 'routes', 'hello', '-o', 'jsonpath={.status.traffic[0].percent}'], /^50$/],
  ])('%j', async (args, expected) => {
    expect(await kubectl(...args)).toMatch(expected);
  });

  it('get -w prints each change', async () => {
    const child = spawn('kubectl', ['get', 'ksvc', 'hello', '-w', '--no-headers'], { env: environment() });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatch(/^hello .*True/);
    await kubectl('label', 'ksvc', 'hello', 'watched=yes');
    expect((await lines.next()).value).toMatch(/^hello /);
    child.kill();
  });

  it('logs -f prints each line, until the pod is gone', async () => {
    await kubectl('run', 'plain', '--image=hello');
    const pod = async () => await kubectl('get', 'pod', 'plain', '--no-headers');
    await expect.poll(pod).toMatch(/Running/);
    const child = spawn('kubectl', ['logs', '-f', 'plain'], { env: environment() });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toMatch(/ started$/);
    await kubectl('delete', 'pod', 'plain', '--wait=false');
    expect((await lines.next()).value).toMatch(/ terminated: shutting down$/);
    expect((await lines.next()).done).toBe(true);
  });

  it('delete removes the Service and everything below it', async () => {
    expect(await kubectl('delete', 'ksvc', 'hello')).toContain('"hello" deleted');
    await expect
      .poll(() => kubectl('get', 'revisions,routes,pods', '-l', 'serving.knative.dev/service=hello'), {
        timeout: 10_000,
      })
      .toContain('No resources found');
  });
});
