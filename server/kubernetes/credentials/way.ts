import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import type { ClientCertificate } from '#server/kubernetes/credentials/client-certificate.ts';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { reason } from '#server/kubernetes/credentials/kubeconfig.ts';
import { chooseProxy } from '#server/kubernetes/credentials/proxy.ts';
import { stampOf } from '#server/kubernetes/credentials/stamps.ts';
import { authorityOf, machineAuthorities } from '#server/kubernetes/credentials/trust.ts';
import { createDispatcher, type TlsOptions } from '#server/kubernetes/dispatcher.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to one server: which proxy to use, and which authorities to trust. */
export class Way {
  readonly #context: ChosenContext;
  readonly #env: Environment;
  /** Trusted authorities, and the stamp of the file that held them; empty when no file is named. */
  #trust: { options: TlsOptions; stamp: string } | undefined;
  #pool: { certificate: ClientCertificate | null; trust: TlsOptions; dispatcher: Dispatcher } | undefined;

  constructor(context: ChosenContext, env: Environment) {
    this.#context = context;
    this.#env = env;
  }

  /**
   * Connections for a client certificate: the same pool as long as the certificate and the trusted authorities are the same. Throws
   * CredentialsError.
   */
  dispatcher(certificate: ClientCertificate | null): Dispatcher {
    const trust = this.#currentTrust();
    const pool = this.#pool;
    if (pool !== undefined && pool.trust === trust && isSame(pool.certificate, certificate))
      return pool.dispatcher;
    const { server, cluster, clusterName } = this.#context;
    const proxy = chooseProxy(new URL(server.url), cluster['proxy-url'], clusterName, this.#env);
    const dispatcher = createDispatcher({ ...trust, ...certificate }, proxy);
    this.retire();
    this.#pool = { certificate, trust, dispatcher };
    return dispatcher;
  }

  /**
   * Follows a certificate-authority file that is renewed in place, as long as it keeps one authority that was trusted before: that is how
   * authorities are rotated. If the file is half written, or belongs to another cluster, the trusted authorities stay as they were.
   */
  #currentTrust(): TlsOptions {
    const { server, cluster } = this.#context;
    const file = cluster['certificate-authority'];
    const hasFile = file !== '' && cluster['certificate-authority-data'].length === 0;
    const stamp = hasFile && server.isTls ? stampOf([file]) : '';
    const before = this.#trust;
    if (before?.stamp === stamp) return before.options;
    let options: TlsOptions;
    try {
      options = server.isTls ? this.#readTrust() : {};
    } catch (error) {
      if (before === undefined) throw error;
      options = before.options;
    }
    if (before !== undefined && !isRotated(before.options, options)) options = before.options;
    this.#trust = { options, stamp };
    return options;
  }

  /** The cluster's authorities in PEM; empty for the machine's own. */
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

  /** Lets requests in flight finish. A failure to close an abandoned pool does not matter. */
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
      `The cluster "${clusterName}" names no certificate authority, and this machine has no certificate store (SSL_CERT_FILE and SSL_CERT_DIR name one).`,
    );
  }
}

function isRotated({ ca: before = [] }: TlsOptions, { ca: now = [] }: TlsOptions): boolean {
  const known = new Set([before].flat());
  return [now].flat().some((authority) => known.has(authority));
}

function isSame(a: ClientCertificate | null, b: ClientCertificate | null): boolean {
  return a === b || (a?.cert === b?.cert && a?.key === b?.key);
}
