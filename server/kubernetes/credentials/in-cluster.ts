import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { kubeconfigSchema } from '#server/kubernetes/credentials/kubeconfig-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Kubernetes puts a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** isInCluster reports whether this process runs in a pod with a service account (client-go inClusterClientConfig.Possible). */
export function isInCluster(env: Environment, folder: string): boolean {
  return (
    (env.KUBERNETES_SERVICE_HOST ?? '') !== '' &&
    (env.KUBERNETES_SERVICE_PORT ?? '') !== '' &&
    existsSync(join(folder, 'token'))
  );
}

/** inClusterContext returns the pod's service account as a context. Its token and authority are in files that the kubelet renews. */
export function inClusterContext(env: Environment, folder: string): ChosenContext {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = env;
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authority = join(folder, 'ca.crt');
  const entries = kubeconfigSchema.parse({
    clusters: [
      {
        name: 'in-cluster',
        cluster: { server: url, 'certificate-authority': existsSync(authority) ? authority : '' },
      },
    ],
    users: [{ name: '', user: { tokenFile: join(folder, 'token') } }],
  });
  const [[cluster], [user]] = [entries.clusters, entries.users];
  if (cluster === undefined || user === undefined) throw new Error('both entries were given');
  return {
    name: 'in-cluster',
    clusterName: 'in-cluster',
    userName: '',
    namespace: namespaceOf(env, folder),
    cluster: cluster.cluster,
    user: user.user,
    server: { url, isTls: true },
  };
}

function namespaceOf(env: Environment, folder: string): string {
  const named = env.POD_NAMESPACE ?? '';
  if (named !== '') return named;
  const file = join(folder, 'namespace');
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text === '' ? 'default' : text;
}
