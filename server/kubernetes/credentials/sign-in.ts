import { readFileSync } from 'node:fs';
import type { Dispatcher } from 'undici';
import { type Clock, elapsedMs, LONG_AGO, type Moment } from '#server/clock.ts';
import { type ClientCertificate, checkedPair } from '#server/kubernetes/credentials/client-certificate.ts';
import { headerValue } from '#server/kubernetes/credentials/header-value.ts';
import type { UserEntry } from '#server/kubernetes/credentials/kubeconfig-schema.ts';
import { OidcProvider } from '#server/kubernetes/credentials/oidc.ts';
import type { PluginCluster } from '#server/kubernetes/credentials/plugin/exec-info.ts';
import { ExecPlugin } from '#server/kubernetes/credentials/plugin/plugin.ts';
import { stampOf } from '#server/kubernetes/credentials/stamps.ts';
import { TokenFile } from '#server/kubernetes/credentials/token-file.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** What authenticates a person: a header, a certificate, or both. Secret: never log it. */
export interface Proof {
  authorization: string | null;
  certificate: ClientCertificate | null;
}

export interface SignInOptions {
  user: UserEntry;
  /** Name of the user entry, for errors. */
  name: string;
  cluster: PluginCluster;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  terminal: (words: string) => void;
  issuerDispatcher: () => Dispatcher;
  onChange: () => void;
  /** Whether the current content of a file still belongs to the pinned person. If not, it is never sent. */
  isOwnToken: (token: string) => boolean;
  isOwnCertificate: (pem: string) => boolean;
}

const CERTIFICATE_FRESH_MS = 50_000;

/**
 * One user entry's sign-in method, with client-go's precedence: a token or a user name wins over an exec plugin and an auth-provider, a
 * client certificate over an exec plugin; a certificate and a header can be combined.
 */
export class SignIn {
  readonly plugin: ExecPlugin | null;
  readonly oidc: OidcProvider | null;
  readonly #options: SignInOptions;
  readonly #tokenFile: TokenFile | null;
  #certificate: { value: ClientCertificate; stamp: string; lookedAt: Moment } | undefined;

  constructor(options: SignInOptions) {
    const { user, cluster, env, clock, terminal, onChange } = options;
    this.#options = options;
    this.#tokenFile = user.tokenFile === '' ? null : new TokenFile(user.tokenFile, clock, options.isOwnToken);
    const hasHeader = user.token !== '' || user.tokenFile !== '' || user.username !== '';
    const hasCertificate = user['client-certificate'] !== '' || user['client-certificate-data'].length > 0;
    this.plugin =
      user.exec === null || hasHeader || hasCertificate
        ? null
        : new ExecPlugin({ exec: user.exec, cluster, env, clock, terminal, onChange });
    const provider = user['auth-provider'];
    this.oidc =
      provider === null || hasHeader
        ? null
        : new OidcProvider({
            config: provider.config,
            clock,
            dispatcher: options.issuerDispatcher,
            onChange,
          });
  }

  /** What to send now. Throws CredentialsError when there is nothing. */
  async proof(): Promise<Proof> {
    const { user, name } = this.#options;
    const certificate = this.#ownCertificate();
    if (this.plugin !== null) {
      const { token, certificate: issued } = await this.plugin.credential();
      const what = `The token of the credential plugin ${this.plugin.name}`;
      return {
        authorization: token === '' ? null : headerValue(`Bearer ${token}`, what),
        certificate: issued,
      };
    }
    if (this.#tokenFile !== null || user.token !== '') {
      return {
        authorization: headerValue(`Bearer ${this.#token()}`, `The token of the user "${name}"`),
        certificate,
      };
    }
    if (user.username !== '') {
      const login = Buffer.from(`${user.username}:${user.password}`).toString('base64');
      return { authorization: `Basic ${login}`, certificate };
    }
    if (this.oidc !== null) {
      return { authorization: headerValue(`Bearer ${await this.oidc.token()}`, 'The id token'), certificate };
    }
    return { authorization: null, certificate };
  }

  /** Discards what the API server refused. Reports whether the next proof may differ. */
  refused(): boolean {
    this.plugin?.expire();
    if (this.#certificate !== undefined) this.#certificate.lookedAt = LONG_AGO;
    try {
      return this.plugin !== null || this.#tokenFile?.reread() === true;
    } catch (error) {
      // The next proof reports the same error.
      if (error instanceof CredentialsError) return false;
      throw error;
    }
  }

  #token(): string {
    const { user } = this.#options;
    if (this.#tokenFile === null) return user.token;
    try {
      return this.#tokenFile.token();
    } catch (error) {
      if (user.token !== '') return user.token;
      throw error;
    }
  }

  #ownCertificate(): ClientCertificate | null {
    const { user, name, clock } = this.#options;
    const { 'client-certificate': certFile, 'client-key': keyFile } = user;
    if (certFile === '' && user['client-certificate-data'].length === 0) return null;
    const last = this.#certificate;
    if (last !== undefined && elapsedMs(clock, last.lookedAt) < CERTIFICATE_FRESH_MS) return last.value;
    const stamp = stampOf([certFile, keyFile].filter((file) => file !== ''));
    if (last !== undefined && last.stamp === stamp) {
      last.lookedAt = clock.moment();
      return last.value;
    }
    try {
      const cert = textOf(user['client-certificate-data'], certFile);
      if (!this.#options.isOwnCertificate(cert))
        throw new CredentialsError(
          `The client certificate of the user "${name}" now belongs to someone else.`,
        );
      const value = checkedPair(cert, textOf(user['client-key-data'], keyFile), `the user "${name}"`);
      this.#certificate = { value, stamp, lookedAt: clock.moment() };
      return value;
    } catch (error) {
      // Half renewed, or gone for a moment: the previously read content may still be valid.
      if (last !== undefined) return last.value;
      if (error instanceof CredentialsError) throw error;
      throw new CredentialsError(`The client certificate or key of the user "${name}" cannot be read.`);
    }
  }
}

function textOf(data: Buffer, file: string): string {
  return data.length > 0 ? data.toString('latin1') : readFileSync(file, 'latin1');
}
