import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredObject, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { type ServerTest, startServerTest, type WatchEvent } from '#simulator/testing/server-test.ts';

const PODS = '/api/v1/namespaces/default/pods';
const options: WriteOptions = { user: { name: 'tester', groups: [] }, fieldManager: 'test' };

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

function create(name: string, labels: Record<string, string> = {}): StoredObject {
  return cluster.store.create(
    KUBERNETES.pod,
    { metadata: { name, labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    options,
  );
}
function relabel(name: string, labels: Record<string, string>): StoredObject {
  const pod = cluster.store.get(KUBERNETES.pod, 'default', name);
  return cluster.store.update(
    KUBERNETES.pod,
    { metadata: { ...pod?.metadata, labels }, spec: pod?.['spec'] },
    options,
  );
}
const remove = (name: string) => cluster.store.delete(KUBERNETES.pod, 'default', name, options);
const brief = ({ type, object }: WatchEvent) => `${type} ${String(object.metadata['name'])}`;

describe('watch', () => {
  it.each(['', '&resourceVersion=0'])('starts with the existing objects%s', async (query) => {
    create('a');
    const watch = await cluster.watch(`${PODS}?watch=true${query}`);
    create('b');
    expect((await watch.take(2)).map(brief)).toEqual(['ADDED a', 'ADDED b']);
  });

  it('sends a reader more initial objects than it may leave unread of changes', async () => {
    const text = 'x'.repeat(250_000);
    for (let count = 0; count < 200; count += 1) {
      const metadata = { name: `big-${String(count).padStart(3, '0')}`, namespace: 'default' };
      cluster.store.create(KUBERNETES.configMap, { metadata, data: { text } }, options);
    }
    const query =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await cluster.watch(`/api/v1/namespaces/default/configmaps?${query}`);
    const events = await watch.take(201);
    expect(events.map(({ type }) => type)).toEqual([...Array<string>(200).fill('ADDED'), 'BOOKMARK']);
    expect(new Set(events.map(brief)).size).toBe(201);
  });

  it('resumes from a resourceVersion without loss', async () => {
    const { resourceVersion } = create('a').metadata;
    relabel('a', { x: '1' });
    remove('a');
    const watch = await cluster.watch(`${PODS}?watch=true&resourceVersion=${resourceVersion}`);
    create('b');
    const events = await watch.take(3);
    expect(events.map(brief)).toEqual(['MODIFIED a', 'DELETED a', 'ADDED b']);
    const versions = events.map((event) => Number(event.object.metadata['resourceVersion']));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
  });

  it('reports objects that enter and leave a selection as ADDED and DELETED', async () => {
    const { resourceVersion } = create('a', { app: 'x' }).metadata;
    const watch = await cluster.watch(
      `${PODS}?watch=true&resourceVersion=${resourceVersion}&labelSelector=app%3Dy`,
    );
    create('other', { app: 'x' });
    relabel('a', { app: 'y' });
    relabel('a', { app: 'y', more: '1' });
    const left = relabel('a', { app: 'z' });
    remove('a');
    create('b', { app: 'y' });
    const events = await watch.take(4);
    expect(events.map(brief)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
    expect(events[2]?.object.metadata).toMatchObject({
      labels: { app: 'y' },
      resourceVersion: left.metadata.resourceVersion,
    });
  });

  it('reports a compacted version as an ERROR event after 200, and then ends', async () => {
    const { resourceVersion } = create('a').metadata;
    create('b');
    cluster.server.levers.compact();
    const watch = await cluster.watch(`${PODS}?watch=true&resourceVersion=${resourceVersion}`);
    expect(await watch.next()).toEqual({
      type: 'ERROR',
      object: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: `too old resource version: ${resourceVersion} (${cluster.store.resourceVersion})`,
        reason: 'Expired',
        code: 410,
      },
    });
    expect(await watch.next()).toBeUndefined();
  });

  it('sends bookmarks every minute and before its deadline', async () => {
    const version = create('a').metadata.resourceVersion;
    const query = `resourceVersion=${version}&allowWatchBookmarks=true&timeoutSeconds=90`;
    const watch = await cluster.watch(`${PODS}?watch=true&${query}`);
    cluster.store.create(KUBERNETES.namespace, { metadata: { name: 'other' } }, options);
    cluster.clock.advance(60_000);
    const first = await watch.next();
    expect(first).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: cluster.store.resourceVersion } },
    });
    cluster.clock.advance(28_000);
    expect((await watch.next())?.type).toBe('BOOKMARK');
    cluster.clock.advance(2000);
    expect(await watch.next()).toBeUndefined();
  });

  it('sends table rows to kubectl get -w', async () => {
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
    const watch = await cluster.watch(`${PODS}?watch=true`, { headers });
    create('a');
    expect(await watch.next()).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Table', rows: [{ cells: expect.arrayContaining(['a']) }] },
    });
  });

  it('ends requested initial events with an annotated bookmark', async () => {
    create('a');
    const path = `${PODS}?watch=true&sendInitialEvents=true`;
    expect((await cluster.call(path)).code).toBe(422);
    const watch = await cluster.watch(`${path}&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    const [added, bookmark] = await watch.take(2);
    expect(added?.type).toBe('ADDED');
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  it('watches one object', async () => {
    const watch = await cluster.watch(`${PODS}?watch=true&fieldSelector=metadata.name%3Db`);
    create('a');
    create('b');
    expect((await watch.take(1)).map(brief)).toEqual(['ADDED b']);
  });
});

describe('levers', () => {
  const lever = async (path: string, body: unknown = {}) =>
    await fetch(cluster.server.leversUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('end all watches cleanly', async () => {
    const watch = await cluster.watch(`${PODS}?watch=true`);
    await lever('/end-watches');
    expect(await watch.next()).toBeUndefined();
  });

  it('reset connections', async () => {
    const watch = await cluster.watch(`${PODS}?watch=true`);
    await lever('/reset');
    await expect(watch.next()).rejects.toBeInstanceOf(Error);
    expect((await cluster.call(PODS)).code).toBe(200);
  });

  it('refuse connections and accept them again', async () => {
    await lever('/refuse', { on: true });
    await expect(cluster.call(PODS)).rejects.toBeInstanceOf(Error);
    await lever('/refuse', { on: false });
    expect((await cluster.call(PODS)).code).toBe(200);
  });

  it('freeze answers and watches, and thaw them', async () => {
    const watch = await cluster.watch(`${PODS}?watch=true`);
    await lever('/freeze');
    create('a');
    let settled = false;
    const event = watch.next().finally(() => {
      settled = true;
    });
    const answer = cluster.call(PODS).finally(() => {
      settled = true;
    });
    const state = (await (await fetch(cluster.server.leversUrl)).json()) as { frozen: boolean };
    expect([state.frozen, settled]).toEqual([true, false]);
    await lever('/thaw');
    expect((await answer).code).toBe(200);
    expect((await event)?.type).toBe('ADDED');
  });

  it.each([
    [
      403,
      'Forbidden',
      'pods is forbidden: User "kubernetes-admin" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [404, 'NotFound', 'the server could not find the requested resource'],
    [500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'],
  ])('answer %i for a kind', async (code, reason, message) => {
    await lever('/respond', { resource: 'pods', code });
    expect(await cluster.call(PODS)).toMatchObject({ code, body: { reason, message } });
    await lever('/respond', { resource: 'pods', code: null });
    expect((await cluster.call(PODS)).code).toBe(200);
  });

  it('advance the clock', async () => {
    const before = cluster.clock.now();
    await lever('/advance', { ms: 1000 });
    expect(cluster.clock.now() - before).toBe(1000);
  });

  it('refuse unknown levers, and web pages', async () => {
    expect((await lever('/nothing')).status).toBe(404);
    expect((await lever('/delay', { ms: 'long' })).status).toBe(400);
    expect((await lever('/speed', { speed: 2 })).status).toBe(400);
    expect((await fetch(`${cluster.server.leversUrl}/freeze`, { method: 'POST' })).status).toBe(415);
  });
});

describe('close', () => {
  it('ends open streams immediately', async () => {
    const other = await startServerTest();
    const watch = await other.watch(`${PODS}?watch=true`);
    const ended = watch.next().catch(() => undefined);
    await other.close();
    expect(await ended).toBeUndefined();
  });
});
