import type { ClusterEntry, ExecEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';

const CLUSTER_EXTENSION = 'client.authentication.k8s.io/exec';

/** What a plugin may know about the cluster that it signs in to. */
export interface PluginCluster {
  /** As written in the kubeconfig, without query and fragment. */
  server: string;
  entry: ClusterEntry;
  /** The authorities in PEM; empty for the machine's own. */
  authority: Buffer;
}

/**
 * execInfo builds KUBERNETES_EXEC_INFO: an ExecCredential of the plugin's apiVersion with `spec.interactive`, and with the cluster when the
 * plugin asks for it (client-go pkg/apis/clientauthentication). Sluice has no terminal to share, so it is never interactive.
 */
export function execInfo(exec: ExecEntry, cluster: PluginCluster): string {
  const spec = exec.provideClusterInfo
    ? { cluster: clusterInfo(cluster), interactive: false }
    : { interactive: false };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
}

function clusterInfo({ server, entry, authority }: PluginCluster): object {
  const extension = entry.extensions.find(({ name }) => name === CLUSTER_EXTENSION)?.extension;
  return {
    server,
    ...given('tls-server-name', entry['tls-server-name']),
    ...given('insecure-skip-tls-verify', entry['insecure-skip-tls-verify']),
    ...given('certificate-authority-data', authority.toString('base64')),
    ...given('proxy-url', entry['proxy-url']),
    ...given('disable-compression', entry['disable-compression']),
    config: extension ?? null,
  };
}

function given(name: string, value: string | boolean): object {
  return value === '' || value === false ? {} : { [name]: value };
}
