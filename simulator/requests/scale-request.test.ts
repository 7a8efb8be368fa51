import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { type ServerTest, startServerTest } from '#simulator/testing/server-test.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SCALE = `${DEPLOYMENTS}/web/scale`;

let cluster: ServerTest;
beforeAll(async () => {
  cluster = await startServerTest();
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  };
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  await cluster.call(DEPLOYMENTS, { method: 'POST', body: { metadata: { name: 'web' }, spec } });
});
afterAll(() => cluster.close());

const replicas = (): unknown => {
  const found = cluster.store.get(KUBERNETES.deployment, 'default', 'web');
  return (found?.['spec'] as { replicas?: number } | undefined)?.replicas;
};

describe('the subresource scale', () => {
  it('returns the desired number of replicas and their selector', async () => {
    const { code, body } = await cluster.call(SCALE);
    expect(code).toBe(200);
    expect(body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=web' },
    });
  });

  it.each([
    ['a merge patch', 'application/merge-patch+json', { spec: { replicas: 5 } }, 5],
    ['a JSON patch', 'application/json-patch+json', [{ op: 'replace', path: '/spec/replicas', value: 6 }], 6],
  ])('accepts %s', async (_what, contentType, patch, wanted) => {
    const headers = { 'content-type': contentType };
    const { code, body } = await cluster.call(SCALE, { method: 'PATCH', body: patch, headers });
    expect([code, (body['spec'] as { replicas?: number }).replicas, replicas()]).toEqual([
      200,
      wanted,
      wanted,
    ]);
  });

  it('accepts a Scale in place of the old one, and changes nothing else', async () => {
    const before = cluster.store.get(KUBERNETES.deployment, 'default', 'web');
    const { body } = await cluster.call(SCALE);
    const next = { ...body, spec: { replicas: 0 } };
    expect((await cluster.call(SCALE, { method: 'PUT', body: next })).code).toBe(200);
    const after = cluster.store.get(KUBERNETES.deployment, 'default', 'web');
    expect(after?.['spec']).toEqual({ ...(before?.['spec'] as object), replicas: 0 });
  });

  it('refuses a Scale of an older version of the object', async () => {
    const { body } = await cluster.call(SCALE);
    await cluster.call(SCALE, { method: 'PUT', body: { ...body, spec: { replicas: 7 } } });
    const { code } = await cluster.call(SCALE, { method: 'PUT', body: { ...body, spec: { replicas: 8 } } });
    expect([code, replicas()]).toEqual([409, 7]);
  });

  it('refuses a negative number', async () => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    const { code, body } = await cluster.call(SCALE, {
      method: 'PATCH',
      body: { spec: { replicas: -1 } },
      headers,
    });
    expect([code, body['message']]).toEqual([
      422,
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  it('is in discovery as a Scale of the group autoscaling', async () => {
    const { body } = await cluster.call('/apis/apps/v1');
    expect(body['resources']).toContainEqual(
      expect.objectContaining({
        name: 'deployments/scale',
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get', 'patch', 'update'],
      }),
    );
  });

  it('does not exist for a kind that cannot be scaled', async () => {
    expect((await cluster.call('/api/v1/namespaces/default/configmaps/a/scale')).code).toBe(404);
  });
});
