import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import { chooseProxy } from '#server/kubernetes/credentials/proxy.ts';
import { authorityOf, machineAuthorities } from '#server/kubernetes/credentials/trust.ts';
import { createDispatcher } from '#server/kubernetes/dispatcher.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * issuerDispatcher creates the connections to the issuer of the auth-provider `oidc`, with its own authority and the environment's proxy.
 */
export function issuerDispatcher(config: Readonly<Record<string, string>>, env: Environment): Dispatcher {
  const issuer = URL.parse(config['idp-issuer-url'] ?? '');
  const proxy = issuer === null ? null : chooseProxy(issuer, '', '', env);
  const ca = authority(config) ?? machineAuthorities(env, process.platform);
  return createDispatcher({ ca }, proxy);
}

function authority(config: Readonly<Record<string, string>>): string[] | null {
  const { 'idp-certificate-authority-data': data = '', 'idp-certificate-authority': file = '' } = config;
  const what = 'The idp-certificate-authority of the auth-provider oidc';
  if (data !== '') return authorityOf(Buffer.from(data, 'base64'), what);
  if (file === '') return null;
  try {
    return authorityOf(readFileSync(/* turbopackIgnore: true */ file), what);
  } catch (error) {
    if (error instanceof CredentialsError) throw error;
    throw new CredentialsError(`${what}, ${file}, cannot be read: ${reason(error)}.`);
  }
}
