import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { CredentialsError } from '#server/kubernetes/errors.ts';

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Where to look for credentials. */
export interface KubeConfigOptions {
  /** A context's name; the kubeconfig's current one when absent. */
  context?: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The person's home directory; the process's when absent. */
  home?: string;
}

/**
 * loadKubeConfig reads the files of KUBECONFIG, else `~/.kube/config`, else the service account of the pod it runs in, and
 * selects a context. It throws CredentialsError, with what to do, when there is none.
 */
export function loadKubeConfig(options: KubeConfigOptions): KubeConfig {
  const listed = (options.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  const standard = join(options.home ?? homedir(), '.kube', 'config');
  // As kubectl does: a file of the list that does not exist is passed over.
  const files = (listed.length > 0 ? listed : [standard]).filter((file) => existsSync(file));
  if (files.length === 0) {
    if (listed.length === 0 && options.context === undefined && isInCluster(options.env)) return inCluster();
    const where = listed.length > 0 ? `KUBECONFIG names ${listed.join(', ')}` : `${standard} does not exist`;
    throw new CredentialsError(
      `No kubeconfig found: ${where}. Set KUBECONFIG to a kubeconfig file, or try Sluice on its own cluster with: npm run demo`,
    );
  }
  return select(merge(files.map(readOne)), options.context, files);
}

function isInCluster(env: KubeConfigOptions['env']): boolean {
  return (env.KUBERNETES_SERVICE_HOST ?? '') !== '' && existsSync(SERVICE_ACCOUNT_TOKEN);
}

function inCluster(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromCluster();
  return config;
}

function readOne(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CredentialsError(`The kubeconfig ${file} cannot be read: ${why}`, { cause });
  }
  return config;
}

/** Merges as kubectl does: the first file that names a cluster, user, context or current context wins. */
function merge(configs: readonly KubeConfig[]): KubeConfig {
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap((config) => config.getClusters())),
    users: firstOfEachName(configs.flatMap((config) => config.getUsers())),
    contexts: firstOfEachName(configs.flatMap((config) => config.getContexts())),
    currentContext: configs.map((config) => config.getCurrentContext()).find((name) => Boolean(name)) ?? '',
  });
  return merged;
}

function firstOfEachName<T extends { name: string }>(entries: readonly T[]): T[] {
  return [...new Map([...entries].reverse().map((entry) => [entry.name, entry])).values()].reverse();
}

function select(config: KubeConfig, wanted: string | undefined, files: readonly string[]): KubeConfig {
  const names = config.getContexts().map((context) => context.name);
  const known =
    names.length === 0 ? 'There are no contexts in' : `Contexts there are: ${names.join(', ')}; in`;
  const name = wanted ?? config.getCurrentContext();
  if (name === '') {
    throw new CredentialsError(
      `The kubeconfig has no current context. Choose one with --context. ${known} ${files.join(', ')}`,
    );
  }
  if (!names.includes(name)) {
    throw new CredentialsError(`There is no context "${name}". ${known} ${files.join(', ')}`);
  }
  config.setCurrentContext(name);
  const context = config.getContextObject(name);
  if (config.getCurrentCluster() === null) {
    throw new CredentialsError(
      `The context "${name}" names the cluster "${context?.cluster ?? ''}", which is not in ${files.join(', ')}`,
    );
  }
  return config;
}
