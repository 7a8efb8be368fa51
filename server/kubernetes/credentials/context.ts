import type { Kubeconfig } from '#server/kubernetes/credentials/kubeconfig.ts';
import {
  type ClusterEntry,
  kubeconfigSchema,
  type UserEntry,
} from '#server/kubernetes/credentials/kubeconfig-schema.ts';
import { readServerAddress, type ServerAddress } from '#server/kubernetes/credentials/server-address.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** A context and the entries it refers to. */
export interface ChosenContext {
  name: string;
  clusterName: string;
  /** Empty when the context names no user. */
  userName: string;
  /** `default` when the context names no namespace. */
  namespace: string;
  cluster: ClusterEntry;
  user: UserEntry;
  server: ServerAddress;
}

/**
 * chooseContext returns the context with that name, or the current one when `contextName` is undefined, with its cluster and user. Entries
 * that it does not use may be incomplete. Throws CredentialsError, with what to do, when something is missing.
 */
export function chooseContext(kubeconfig: Kubeconfig, contextName: string | undefined): ChosenContext {
  const { contexts, files } = kubeconfig;
  const there =
    contexts.size === 0
      ? 'There are no contexts in'
      : `Available contexts: ${[...contexts.keys()].join(', ')}; in`;
  const where = `${there} ${files.join(', ')}`;
  const name = contextName ?? kubeconfig.currentContext;
  if (name === '')
    throw new CredentialsError(`The kubeconfig has no current context. Choose one with --context. ${where}`);
  const context = contexts.get(name);
  if (context === undefined) throw new CredentialsError(`There is no context "${name}". ${where}`);
  if (context.cluster === '')
    throw new CredentialsError(`The context "${name}" names no cluster. Fix it in ${files.join(', ')}`);
  const cluster = kubeconfig.clusters.get(context.cluster);
  if (cluster === undefined) {
    throw new CredentialsError(
      `The context "${name}" names the cluster "${context.cluster}", which is not in ${files.join(', ')}`,
    );
  }
  if (cluster.server === '')
    throw new CredentialsError(`The cluster "${context.cluster}" of the context "${name}" has no server.`);
  const server = readServerAddress(cluster.server, context.cluster);
  const user = kubeconfig.users.get(context.user);
  if (user === undefined && server.isTls) {
    throw new CredentialsError(
      context.user === ''
        ? `The context "${name}" names no user. Name one in ${files.join(', ')}`
        : `The context "${name}" names the user "${context.user}", which is not in ${files.join(', ')}`,
    );
  }
  return {
    name,
    clusterName: context.cluster,
    userName: context.user,
    namespace: context.namespace.trim() === '' ? 'default' : context.namespace.trim(),
    cluster,
    user: user ?? nobody(),
    server,
  };
}

function nobody(): UserEntry {
  const [entry] = kubeconfigSchema.parse({ users: [{}] }).users;
  if (entry === undefined) throw new Error('a user entry is always made');
  return entry.user;
}
