import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const PODS = '/api/v1/namespaces/default/pods';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

const pod = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: '1' }] }] },
});

let cluster: ServerTest;
beforeEach(async () => {
  cluster = await startServerTest();
});
afterEach(() => cluster.close());

const create = (path: string, body: unknown) => cluster.call(path, { method: 'POST', body });

describe('list', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await create(PODS, pod(name, { app: name < 'c' ? 'x' : 'y' }));
  });
  const names = (body: Record<string, unknown>) =>
    (body['items'] as { metadata: { name: string } }[]).map((item) => item.metadata.name);

  it('pages by limit and continue', async () => {
    const first = await cluster.call(`${PODS}?limit=2`);
    const metadata = first.body['metadata'] as { continue: string; remainingItemCount: number };
    expect([names(first.body), metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    const second = await cluster.call(`${PODS}?limit=3&continue=${metadata.continue}`);
    expect(names(second.body)).toEqual(['c', 'd', 'e']);
    expect(second.body['metadata']).toEqual({
      resourceVersion: (first.body['metadata'] as { resourceVersion: string }).resourceVersion,
    });
  });

  it('expires continue tokens by compaction', async () => {
    const first = await cluster.call(`${PODS}?limit=2`);
    const { continue: token } = first.body['metadata'] as { continue: string };
    await create(PODS, pod('f'));
    cluster.server.levers.compact();
    expect(await cluster.call(`${PODS}?limit=2&continue=${token}`)).toMatchObject({
      code: 410,
      body: {
        reason: 'Expired',
        message: expect.stringContaining('The provided continue parameter is too old'),
      },
    });
  });

  it.each([
    ['labelSelector=app%3Dx', ['a', 'b']],
    ['labelSelector=app%20in%20(x,y),app!%3Dx', ['c', 'd', 'e']],
    ['fieldSelector=metadata.name%3Dc', ['c']],
    ['fieldSelector=status.phase%3DPending,metadata.name!%3Dc', ['a', 'b', 'd', 'e']],
    ['fieldSelector=spec.nodeName%3Dnode-1', []],
  ])('selects by %s', async (query, expected) => {
    expect(names((await cluster.call(`${PODS}?${query}`)).body)).toEqual(expected);
  });

  it.each([
    ['labelSelector=a%20in', 400],
    ['fieldSelector=spec.foo%3D1', 400],
    ['resourceVersion=x', 400],
    ['resourceVersion=9999999999999999', 504],
    ['continue=x', 400],
  ])('refuses %s with %i', async (query, code) => {
    expect((await cluster.call(`${PODS}?${query}`)).code).toBe(code);
  });

  it('prints a table for kubectl get', async () => {
    cluster.clock.advance(90_000);
    const { body } = await cluster.call(`${PODS}?limit=500`, { headers: TABLE });
    const rows = body['rows'] as { cells: unknown[]; object: unknown }[];
    expect(rows[0]?.cells.slice(0, 5)).toEqual(['a', '0/1', 'Pending', '0', '90s']);
    expect(rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
    expect(body).toMatchObject({
      kind: 'Table',
      columnDefinitions: expect.arrayContaining([expect.objectContaining({ name: 'Node', priority: 1 })]),
    });
  });

  it('lists metadata only', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    const { body } = await cluster.call(PODS, { headers: { accept } });
    expect(body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: expect.arrayContaining([expect.not.objectContaining({ spec: expect.anything() })]),
    });
    expect((await cluster.call(PODS, { headers: { accept: 'text/html' } })).code).toBe(406);
  });
});
