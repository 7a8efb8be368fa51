import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import { parse } from 'yaml';
import type { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { base64, ID_TOKEN, LOGIN, PASSWORD, type Places, TOKEN } from '#tests/system/kubeconfigs/case.ts';
import { TestAuthority } from '#tests/system/kubeconfigs/certificates.ts';
import { Front, forwardTo } from '#tests/system/kubeconfigs/front.ts';
import { startIssuer } from '#tests/system/kubeconfigs/issuer.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from '#tests/system/kubeconfigs/proxies.ts';

const NAMES = [
  { type: 'dns', value: 'localhost' },
  { type: 'dns', value: 'api.test' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const;

/** openPlaces opens a front for the cluster, an issuer and proxies, all on loopback. */
export async function openPlaces(
  cluster: EmbeddedTestCluster,
): Promise<{ front: Front; places: Places; close: () => Promise<void> }> {
  const kubeconfig = parse(readFileSync(cluster.kubeconfig(), 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { token: string } }[];
  };
  const { server = '', 'certificate-authority-data': ca = '' } = kubeconfig.clusters[0]?.cluster ?? {};
  const agent = new Agent({ connect: { ca: Buffer.from(ca, 'base64') } });
  const front = new Front(
    [`Bearer ${TOKEN}`, `Basic ${base64(`jane:${PASSWORD}`)}`, `Bearer ${ID_TOKEN}`],
    forwardTo({ dispatcher: agent }, server, kubeconfig.users[0]?.user.token ?? ''),
  );
  const authority = await TestAuthority.create('room-ca');
  const intermediate = await authority.intermediate('room-intermediate');
  const stranger = await TestAuthority.create('stranger-ca');
  const pair = await authority.server('front', NAMES);
  const issuer = await startIssuer(pair, ID_TOKEN);
  const proxies: TestProxy[] = [
    await startHttpProxy({}),
    await startHttpProxy({ login: `${LOGIN.user}:${LOGIN.password}` }),
    await startHttpProxy({ tls: pair }),
    await startSocksProxy({}),
    await startSocksProxy({ login: LOGIN }),
  ];
  const [httpProxy = 0, httpProxyWithLogin = 0, httpsProxy = 0, socks = 0, socksWithLogin = 0] = proxies.map(
    ({ port }) => port,
  );
  const places: Places = {
    authority: authority.pem,
    intermediate: intermediate.pem,
    strangerAuthority: stranger.pem,
    admin: await authority.client('admin'),
    stranger: await stranger.client('admin'),
    tls: await front.listenTls(pair, authority.pem),
    otherName: await front.listenTls(
      await authority.server('other', [{ type: 'dns', value: 'kubernetes.internal' }]),
      authority.pem,
    ),
    commonName: await front.listenTls(await authority.server('localhost', []), authority.pem),
    leafOnly: await front.listenTls(await intermediate.server('leaf', NAMES), authority.pem),
    plain: await front.listenPlain(),
    httpProxy,
    httpProxyWithLogin,
    httpsProxy,
    socks,
    socksWithLogin,
    issuer: issuer.url,
  };
  return {
    front,
    places,
    close: async () => {
      await front.close();
      await issuer.close();
      for (const proxy of proxies) await proxy.close();
      await agent.destroy();
    },
  };
}
