import { readFile, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import type { RealTestCluster } from '#tests/cluster/support/test-cluster-real.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';

/** Recreates a service account and writes a kubeconfig with a token for it. */
export async function signIn(cluster: RealTestCluster, kubeconfig: string): Promise<void> {
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  await cluster.api('POST', accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'robot' },
  });
  const { status } = await cluster.api<{ status: { token: string } }>('POST', `${accounts}/robot/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3_600 },
  });
  const config = parse(await readFile(cluster.kubeconfig('edit'), 'utf8')) as { users: { user: object }[] };
  const users = config.users.map((user) => ({ ...user, user: { token: status.token } }));
  await writeFile(kubeconfig, stringify({ ...config, users }), { mode: 0o600 });
}

/** Returns what the API server does when Knative's webhooks do not answer. */
export async function failurePolicies(
  cluster: RealTestCluster,
  policy: 'Ignore' | 'Fail',
): Promise<{ restore: () => Promise<void> }> {
  for (const kind of ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']) {
    const { items } = await cluster.api<{
      items: { metadata: { name: string }; webhooks: object[] }[];
    }>('GET', `${ADMISSION}/${kind}`);
    for (const { metadata, webhooks } of items) {
      const patch = webhooks.map((_, index) => ({
        op: 'replace',
        path: `/webhooks/${index}/failurePolicy`,
        value: policy,
      }));
      await cluster.api(
        'PATCH',
        `${ADMISSION}/${kind}/${metadata.name}`,
        patch,
        'application/json-patch+json',
      );
    }
  }
  return {
    restore: async () => {
      await failurePolicies(cluster, 'Fail');
    },
  };
}

/** Runs an action for each name, twenty at a time. */
export async function inTurns(names: readonly string[], act: (name: string) => Promise<void>): Promise<void> {
  const rest = [...names];
  const worker = async (): Promise<void> => {
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}
