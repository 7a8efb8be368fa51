import { accessSync, constants } from 'node:fs';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import type { ExecEntry, UserEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/**
 * checkEntries refuses what kubectl refuses in the entries of a context (clientcmd/validation.go, client_config.go): contradictory fields,
 * missing files, sign-in methods that were removed or cannot be used. Throws CredentialsError with the first reason.
 */
export function checkEntries(context: ChosenContext): void {
  const [refusal] = refusals(context);
  if (refusal !== undefined) throw new CredentialsError(refusal);
}

function* refusals(context: ChosenContext): Generator<string> {
  yield* ofCluster(context);
  const what = `The user "${context.userName}"`;
  const { user } = context;
  yield* ofCertificate(user, what);
  if (user.exec !== null) yield* ofPlugin(user.exec, user['auth-provider'] !== null, what);
  const isBasic = user.username !== '' || user.password !== '';
  if (user.token !== '' && isBasic)
    yield `${what} has a token and a user name or password, and only one may be set.`;
  const hasImpersonationDetails =
    user['as-uid'] !== '' || user['as-groups'].length > 0 || Object.keys(user['as-user-extra']).length > 0;
  if (hasImpersonationDetails && user.as === '')
    yield `${what} asks for a uid, groups or user-extra without impersonating a user: set "as", too.`;
  if (context.server.isTls) yield* ofSignIn(user, what);
}

function* ofCluster({ cluster, clusterName, server }: ChosenContext): Generator<string> {
  const what = `The cluster "${clusterName}"`;
  const hasData = cluster['certificate-authority-data'].length > 0;
  const file = cluster['certificate-authority'];
  if (hasData && file !== '')
    yield `${what} has certificate-authority and certificate-authority-data: keep one of them.`;
  if (file !== '') yield* unreadable(file, `The certificate-authority of the cluster "${clusterName}"`);
  if (server.isTls && cluster['insecure-skip-tls-verify'] && (hasData || file !== '')) {
    yield `${what} has a certificate authority and insecure-skip-tls-verify: kubectl refuses both together, keep one of them.`;
  }
}

function* ofCertificate(user: UserEntry, what: string): Generator<string> {
  const { 'client-certificate': certFile, 'client-key': keyFile } = user;
  const hasCertData = user['client-certificate-data'].length > 0;
  const hasKeyData = user['client-key-data'].length > 0;
  if (certFile === '' && !hasCertData) return;
  if (certFile !== '' && hasCertData)
    yield `${what} has client-certificate and client-certificate-data: keep one of them.`;
  if (keyFile !== '' && hasKeyData) yield `${what} has client-key and client-key-data: keep one of them.`;
  if (keyFile === '' && !hasKeyData)
    yield `${what} has a client certificate without client-key or client-key-data.`;
  if (certFile !== '') yield* unreadable(certFile, `The client-certificate of the user`);
  if (keyFile !== '') yield* unreadable(keyFile, `The client-key of the user`);
}

const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

function* ofPlugin(exec: ExecEntry, hasProvider: boolean, what: string): Generator<string> {
  if (hasProvider) yield `${what} has an exec plugin and an auth-provider: keep one of them.`;
  if (exec.command === '') yield `${what} has an exec plugin without a command.`;
  if (exec.apiVersion === '')
    yield `${what} has an exec plugin without an apiVersion: ${API_VERSIONS.join(' or ')}.`;
  if (exec.env.some(({ name }) => name === ''))
    yield `${what} has an exec plugin with a variable in "env" that has no name.`;
  const mode = exec.interactiveMode;
  if (mode === '' && !exec.apiVersion.endsWith('/v1beta1') && !exec.apiVersion.endsWith('/v1alpha1')) {
    yield `${what} has an exec plugin without interactiveMode: Never, IfAvailable or Always.`;
  }
  if (!['', 'Never', 'IfAvailable', 'Always'].includes(mode)) {
    yield `${what} has an exec plugin with an interactiveMode that is not Never, IfAvailable or Always.`;
  }
}

function* ofSignIn(user: UserEntry, what: string): Generator<string> {
  const hasToken = user.token !== '' || user.tokenFile !== '';
  if (user.exec !== null && !API_VERSIONS.includes(user.exec.apiVersion)) {
    yield `${what} has an exec plugin with an apiVersion that is unknown or no longer supported: kubectl accepts ${API_VERSIONS.join(' or ')}.`;
  }
  const provider = user['auth-provider'];
  if (provider !== null) yield* ofProvider(provider.name, what);
  if (user.tokenFile !== '' && user.username !== '')
    yield `${what} has a token and a user name, and only one may be set.`;
  const hasCertificate = user['client-certificate'] !== '' || user['client-certificate-data'].length > 0;
  if (!hasToken && !hasCertificate && user.username === '' && provider === null && user.exec === null) {
    yield `${what} has nothing to sign in with (a token, tokenFile, client certificate, user name, exec or auth-provider); kubectl would ask for a user name.`;
  }
}

function* ofProvider(name: string, what: string): Generator<string> {
  switch (name) {
    case 'oidc':
      return;
    case 'gcp':
      yield `${what} signs in with the auth-provider gcp, which kubectl removed: install gke-gcloud-auth-plugin and run gcloud container clusters get-credentials again.`;
      return;
    case 'azure':
      yield `${what} signs in with the auth-provider azure, which kubectl removed: install kubelogin and run kubelogin convert-kubeconfig.`;
      return;
    default:
      yield `${what} signs in with the auth-provider "${name}", which kubectl does not know.`;
  }
}

function* unreadable(file: string, what: string): Generator<string> {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    yield `${what}, ${file}, cannot be read: ${reason(error)}.`;
  }
}
