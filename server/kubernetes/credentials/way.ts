import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import type { ClientCertificate } from '#server/kubernetes/credentials/client-certificate.ts';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import { chooseProxy } from '#server/kubernetes/credentials/proxy.ts';
import { authorityOf, machineAuthorities } from '#server/kubernetes/credentials/trust.ts';
import { createDispatcher, type TlsOptions } from '#server/kubernetes/dispatcher.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to one server: through which proxy, and whose word for the server is taken. */
export class Way {
  readonly #context: ChosenContext;
  readonly #env: Environment;
  #trust: TlsOptions | undefined;
  #pool: { certificate: ClientCertificate | null; dispatcher: Dispatcher } | undefined;

  constructor(context: ChosenContext, env: Environment) {
    this.#context = context;
    this.#env = env;
  }

  /** The connections for a client certificate: the same pool as long as it is the same. Throws CredentialsError. */
  dispatcher(certificate: ClientCertificate | null): Dispatcher {
    if (this.#pool !== undefined && isSame(this.#pool.certificate, certificate)) return this.#pool.dispatcher;
    const { server, cluster, clusterName } = this.#context;
    this.#trust ??= server.isTls ? this.#readTrust() : {};
    const proxy = chooseProxy(new URL(server.url), cluster['proxy-url'], clusterName, this.#env);
    const dispatcher = createDispatcher({ ...this.#trust, ...certificate }, proxy);
    this.retire();
    this.#pool = { certificate, dispatcher };
    return dispatcher;
  }

  /** The cluster's authorities in PEM; empty for those of the machine. */
  authorityBytes(): Buffer {
    const { cluster, clusterName } = this.#context;
    const data = cluster['certificate-authority-data'];
    const file = cluster['certificate-authority'];
    if (data.length > 0 || file === '') return data;
    try {
      return readFileSync(file);
    } catch (error) {
      throw new CredentialsError(
        `The certificate-authority of the cluster "${clusterName}", ${file}, cannot be read: ${reason(error)}.`,
      );
    }
  }

  /** Lets requests in flight end by themselves; a failure to close an abandoned pool concerns nobody. */
  retire(): void {
    this.#pool?.dispatcher.close().catch(() => undefined);
    this.#pool = undefined;
  }

  async close(): Promise<void> {
    await this.#pool?.dispatcher.destroy();
  }

  #readTrust(): TlsOptions {
    const { cluster, clusterName } = this.#context;
    const name = cluster['tls-server-name'];
    const servername = name === '' ? {} : { servername: name };
    if (cluster['insecure-skip-tls-verify']) return { ...servername, rejectUnauthorized: false };
    const pem = this.authorityBytes();
    if (pem.length > 0) {
      return {
        ...servername,
        ca: authorityOf(pem, `The certificate authority of the cluster "${clusterName}"`),
      };
    }
    const ca = machineAuthorities(this.#env, process.platform);
    if (ca.length > 0) return { ...servername, ca };
    throw new CredentialsError(
      `The cluster "${clusterName}" names no certificate authority, and this machine has no store of its own (SSL_CERT_FILE and SSL_CERT_DIR name one).`,
    );
  }
}

function isSame(one: ClientCertificate | null, other: ClientCertificate | null): boolean {
  return one === other || (one?.cert === other?.cert && one?.key === other?.key);
}
