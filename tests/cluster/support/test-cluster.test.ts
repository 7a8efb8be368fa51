import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import { Api, ApiError, eventually } from '#tests/cluster/plane/api.ts';
import { startTestCluster } from '#tests/cluster/support/start-test-cluster.ts';
import type { TestCluster, TestUser } from '#tests/cluster/support/test-cluster.ts';

const START_MS = 1_500_000;
const SOON_MS = 15_000;

/** Returns a user's own API client, from their kubeconfig. */
async function signIn(cluster: TestCluster, user: TestUser): Promise<Api> {
  const config = parse(await readFile(cluster.kubeconfig(user), 'utf8')) as {
    'current-context': string;
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { token: string } }[];
  };
  expect(config['current-context']).toBe(cluster.context);
  const { server = '', 'certificate-authority-data': ca = '' } = config.clusters[0]?.cluster ?? {};
  return new Api(server, config.users[0]?.user.token ?? '', Buffer.from(ca, 'base64').toString());
}

const WATCH = `${collectionPath(KNATIVE.service)}?watch=true`;

/** Opens a watch of Services and waits for the first event; `ended` resolves to how it ended: cleanly, or with an error message. */
async function openWatch(api: Api): Promise<{ ended: Promise<string> }> {
  const lines = api.lines(WATCH, AbortSignal.timeout(60_000));
  expect(await lines.next()).toMatchObject({ value: { type: 'ADDED' } });
  const read = async (): Promise<string> => {
    for (;;) if ((await lines.next()).done === true) return 'cleanly';
  };
  return { ended: read().catch((error: unknown) => String(error)) };
}

/** Returns the first line of a watch from a resourceVersion on, or the Status that it was refused with. */
async function firstOf(api: Api, resourceVersion: string): Promise<unknown> {
  const lines = api.lines(`${WATCH}&resourceVersion=${resourceVersion}`, AbortSignal.timeout(10_000));
  try {
    return (await lines.next()).value;
  } catch (error) {
    if (error instanceof ApiError) return { type: 'ERROR', object: error.status };
    throw error;
  } finally {
    await lines.return(undefined);
  }
}

async function codeOf(request: Promise<unknown>): Promise<number> {
  return await request.then(
    () => 200,
    (error: unknown) => {
      if (error instanceof ApiError) return error.code;
      throw error;
    },
  );
}

describe.each(['embedded', 'real'] as const)('a test cluster, %s', (kind) => {
  let cluster: TestCluster;
  let edit: Api;

  beforeAll(async () => {
    cluster = await startTestCluster(kind, { isEmpty: true });
    edit = await signIn(cluster, 'edit');
  }, START_MS);
  afterEach(async () => await cluster.heal());
  afterAll(async () => {
    await edit?.close();
    await cluster?.stop();
  });

  const list = async (api = edit) => await api.call({ path: collectionPath(KNATIVE.route) });

  test('makes a Service ready', async () => {
    await cluster.fast();
    await cluster.apply(
      JSON.stringify({
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata: { name: 'hello', namespace: 'default' },
        spec: { template: { spec: { containers: [{ image: 'ikubernetes/helloworld-go' }] } } },
      }),
    );
    await cluster.ready('default', 'hello');
    await cluster.normalSpeed();
    expect((await cluster.service('default', 'hello')).status?.latestReadyRevisionName).toBe('hello-00001');
  });

  test('is silent while frozen and answers after the thaw', async () => {
    await cluster.freeze();
    const waiting = list();
    const first = await Promise.race([
      waiting.then(() => 'an answer'),
      new Promise((resolve) => setTimeout(resolve, 1_000, 'silence')),
    ]);
    expect(first).toBe('silence');
    await cluster.thaw();
    await expect(waiting).resolves.toMatchObject({ kind: 'RouteList' });
  });

  test('ends watches cleanly', async () => {
    const { ended } = await openWatch(edit);
    await cluster.endWatches();
    expect(await ended).toBe('cleanly');
  });

  test('breaks connections', async () => {
    const { ended } = await openWatch(edit);
    await cluster.resetConnections();
    expect(await ended).toMatch(/terminated|ECONNRESET|other side closed/);
    await expect(list()).resolves.toMatchObject({ kind: 'RouteList' });
  });

  test('forgets history: a watch from an old version gets 410 once no cache has it', async () => {
    const { metadata } = await cluster.service('default', 'hello');
    await cluster.patchService('default', 'hello', { metadata: { labels: { one: '1' } } });
    await cluster.compact();
    await cluster.endWatches();
    const isForgotten = async () =>
      expect(await firstOf(edit, metadata.resourceVersion ?? '')).toMatchObject({
        type: 'ERROR',
        object: { code: 410 },
      });
    await eventually('it is forgotten', isForgotten, SOON_MS);
  });

  test('forbids a kind to a user and allows it again', async () => {
    await cluster.forbid(KUBERNETES.pod, 'edit');
    expect(await codeOf(edit.call({ path: collectionPath(KUBERNETES.pod) }))).toBe(403);
    expect(await codeOf(list())).toBe(200);
    await cluster.heal();
    expect(await codeOf(edit.call({ path: collectionPath(KUBERNETES.pod) }))).toBe(200);
  });

  test('makes lists of a kind fail while other kinds can be written', async () => {
    await cluster.fail(KNATIVE.route);
    const failing = async () => expect([429, 500]).toContain(await codeOf(list()));
    await eventually('lists fail', failing, SOON_MS);
    await cluster.patchService('default', 'hello', { metadata: { labels: { one: '3' } } });
    await cluster.heal();
    await eventually('lists succeed', () => list(), SOON_MS);
  });

  test('restarts after a kill, and keeps its contents only where documented', async () => {
    await cluster.kill();
    await expect(list()).rejects.toThrow(/ECONNREFUSED|ECONNRESET|closed|terminated/);
    await cluster.restart();
    const api = await signIn(cluster, 'view');
    const { items } = await api.call<{ items: unknown[] }>({ path: collectionPath(KNATIVE.service) });
    await api.close();
    expect(items.length > 0).toBe(cluster.keepsDataOverRestart);
  });
});
