import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { type ApiServer, startApiServer } from '#simulator/server/server.ts';
import { startServerTest } from '#simulator/testing/server-test.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of closing.splice(0)) await server.close();
});

async function start(options: { clock?: FakeClock; port?: number; like?: ApiServer }): Promise<ApiServer> {
  const clock = options.clock ?? new FakeClock();
  const store = startControlPlane({ clock, random: seededRandom(2) });
  bootstrapCluster(store);
  const credentials = options.like?.credentials;
  const server = await startApiServer({
    store,
    clock,
    port: options.port ?? 0,
    ...(credentials === undefined ? {} : { credentials }),
  });
  closing.push(server);
  return server;
}

describe('the API server', () => {
  it('writes a kubeconfig whose context is embedded', async () => {
    const server = await start({});
    expect(parse(server.kubeconfig('team-a'))).toMatchObject({
      'current-context': 'embedded',
      clusters: [{ cluster: { server: server.url, 'certificate-authority-data': expect.any(String) } }],
      contexts: [{ name: 'embedded', context: { namespace: 'team-a', user: 'team-a' } }],
      users: [{ user: { token: server.tokens['team-a'] } }],
    });
    expect(() => server.kubeconfig('nobody')).toThrow('the embedded cluster has no user nobody');
  });

  it('reports when its port is in use', async () => {
    const first = await start({});
    await expect(start({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('restarts on its port with its credentials, without the versions of its earlier run', async () => {
    const cluster = await startServerTest();
    const version = cluster.store.resourceVersion;
    const { port } = cluster.server;
    await cluster.server.close();
    const clock = new FakeClock();
    clock.advance(60_000);
    await start({ clock, port, like: cluster.server });
    const watch = await cluster.watch(`/api/v1/pods?watch=true&resourceVersion=${version}`);
    expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    await cluster.close();
  });
});
