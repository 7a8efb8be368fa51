import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chooseContext } from '#server/kubernetes/credentials/context.ts';
import { checkEntries } from '#server/kubernetes/credentials/entry-checks.ts';
import {
  inClusterContext,
  isInCluster,
  SERVICE_ACCOUNT_FOLDER,
} from '#server/kubernetes/credentials/in-cluster.ts';
import { isEmpty, loadKubeconfig } from '#server/kubernetes/credentials/kubeconfig.ts';
import { type Pin, pinOf } from '#server/kubernetes/credentials/pin.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** Where an identity can come from. */
export interface PinSources {
  env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder; defaults to the process's. */
  home?: string;
  /** Folder of a pod's service account; defaults to the one Kubernetes uses. */
  serviceAccountFolder?: string;
}

/** listedFiles returns the files that KUBECONFIG lists, else the default one; they may not exist. */
export function listedFiles({ env, home }: PinSources): string[] {
  const list = env.KUBECONFIG ?? '';
  return list === ''
    ? [join(home ?? homedir(), '.kube', 'config')]
    : list.split(delimiter).filter((file) => file !== '');
}

/**
 * findPin reads these kubeconfig files and pins the context of this name, else their current one. Where they hold nothing and no name is
 * given, it pins the service account of the pod that this process runs in. Throws CredentialsError, with what to do, when there is no such
 * context or kubectl would refuse it.
 */
export function findPin(
  { env, serviceAccountFolder = SERVICE_ACCOUNT_FOLDER }: PinSources,
  files: readonly string[],
  name: string | undefined,
): { pin: Pin; isPod: boolean } {
  const kubeconfig = loadKubeconfig(files);
  if (isEmpty(kubeconfig)) {
    if (name === undefined && isInCluster(env, serviceAccountFolder)) {
      const context = inClusterContext(env, serviceAccountFolder);
      // There is no kubeconfig to check: Way follows the authority's file, which the kubelet renews.
      return { pin: { ...pinOf(context), context }, isPod: true };
    }
    const hasList = (env.KUBECONFIG ?? '') !== '';
    const which = hasList ? `KUBECONFIG names ${files.join(', ')}` : files.join(', ');
    const state =
      kubeconfig.files.length > 0
        ? ', which is empty'
        : hasList
          ? ', which does not exist'
          : ' does not exist';
    throw new CredentialsError(
      `No kubeconfig found: ${which}${state}. Set KUBECONFIG to a kubeconfig file, or try Sluice on its own cluster with: npm run demo`,
    );
  }
  const context = chooseContext(kubeconfig, name);
  checkEntries(context);
  return { pin: pinOf(context), isPod: false };
}
