import { type Dispatcher, request } from 'undici';
import { type Clock, elapsedMs, LONG_AGO, type Moment } from '#server/clock.ts';
import { PluginPace } from '#server/kubernetes/credentials/plugin/pace.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

export interface OidcOptions {
  /** The `config` of the auth-provider `oidc`. */
  config: Readonly<Record<string, string>>;
  clock: Clock;
  /** Creates the connections to the issuer, which is called when the id token has expired. */
  dispatcher: () => Dispatcher;
  onChange: () => void;
}

const LEEWAY_MS = 10_000;
/** Minimum time that a fresh token is used, even if it seems expired: this machine's clock may be fast. */
const LEAST_LIFE_MS = 10_000;
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1 << 20;

/**
 * The auth-provider `oidc` (client-go plugin/pkg/client/auth/oidc): sends the id token, and uses the refresh token to get a new one 10 s
 * before it expires. New tokens are kept in memory; the kubeconfig is not written.
 */
export class OidcProvider {
  readonly #options: OidcOptions;
  readonly #pace = new PluginPace();
  #idToken: string;
  #refreshToken: string;
  #refreshing: Promise<string> | undefined;
  #failure: { since: number; error: CredentialsError } | undefined;
  #isWatched = false;
  /** When the last new token arrived. It is used for a while, whatever its expiry. */
  #gotAt = LONG_AGO;

  constructor(options: OidcOptions) {
    this.#options = options;
    this.#idToken = options.config['id-token'] ?? '';
    this.#refreshToken = options.config['refresh-token'] ?? '';
    for (const field of ['idp-issuer-url', 'client-id']) {
      if ((options.config[field] ?? '') === '')
        throw new CredentialsError(`The auth-provider oidc has no ${field}.`);
    }
  }

  /** Why the last refresh failed, and since when; null when it succeeded. */
  failure(): { since: number; message: string } | null {
    return this.#failure === undefined
      ? null
      : { since: this.#failure.since, message: this.#failure.error.message };
  }

  /** The id token. Throws CredentialsError when it has expired and cannot be refreshed. */
  async token(): Promise<string> {
    const { clock } = this.#options;
    const isFresh = elapsedMs(clock, this.#gotAt) < LEAST_LIFE_MS;
    if (this.#idToken !== '' && (isFresh || clock.now() + LEEWAY_MS < expiryOf(this.#idToken)))
      return this.#idToken;
    if (this.#refreshing === undefined) {
      if (this.#failure !== undefined && this.#pace.isPause(clock.moment(), this.#isWatched))
        throw this.#failure.error;
      this.#refreshing = this.#refresh(clock.moment()).finally(() => {
        this.#refreshing = undefined;
        this.#options.onChange();
      });
    }
    return await this.#refreshing;
  }

  retry(): void {
    this.#pace.reset();
  }

  setWatched(isWatched: boolean): void {
    if (isWatched && !this.#isWatched) this.retry();
    this.#isWatched = isWatched;
  }

  async #refresh(startedAt: Moment): Promise<string> {
    try {
      if (this.#refreshToken === '') {
        throw new CredentialsError('The id token has expired, and there is no refresh token: sign in again.');
      }
      const endpoint = await this.#tokenEndpoint();
      const answer = (await this.#ask(endpoint, 'header')) ?? (await this.#ask(endpoint, 'body'));
      if (typeof answer?.id_token !== 'string' || answer.id_token === '') {
        throw new CredentialsError(`The issuer ${this.#issuer} returned no new id token: sign in again.`);
      }
      expiryOf(answer.id_token);
      if (typeof answer.refresh_token === 'string' && answer.refresh_token !== '')
        this.#refreshToken = answer.refresh_token;
      this.#idToken = answer.id_token;
      this.#gotAt = this.#options.clock.moment();
      this.#failure = undefined;
      this.#pace.reset();
      return this.#idToken;
    } catch (error) {
      const failure = error instanceof CredentialsError ? error : this.#unreachable(error);
      const { clock } = this.#options;
      this.#failure = { since: this.#failure?.since ?? clock.now(), error: failure };
      this.#pace.failed(clock.moment(), elapsedMs(clock, startedAt));
      throw failure;
    }
  }

  get #issuer(): string {
    return this.#options.config['idp-issuer-url'] ?? '';
  }

  async #tokenEndpoint(): Promise<string> {
    const address = `${this.#issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { code, body } = await this.#send(onlyTls(address, 'The issuer'), 'GET', {}, null);
    if (code !== 200)
      throw new CredentialsError(`The issuer ${this.#issuer} answered ${code} to the discovery request.`);
    const endpoint = (body as { token_endpoint?: unknown } | null)?.token_endpoint;
    if (typeof endpoint !== 'string' || endpoint === '')
      throw new CredentialsError(`The issuer ${this.#issuer} names no token endpoint.`);
    return onlyTls(endpoint, 'The token endpoint');
  }

  /** Returns null when the issuer refuses and may accept the client's name and secret elsewhere in the request. */
  async #ask(endpoint: string, place: 'header' | 'body'): Promise<TokenAnswer | null> {
    const { 'client-id': id = '', 'client-secret': secret = '' } = this.#options.config;
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: this.#refreshToken });
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (place === 'header') {
      const login = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
      headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    } else {
      form.set('client_id', id);
      if (secret !== '') form.set('client_secret', secret);
    }
    const { code, body } = await this.#send(endpoint, 'POST', headers, form.toString());
    if (code >= 200 && code < 300) return body as TokenAnswer | null;
    if (place === 'header') return null;
    const why = (body as { error?: unknown } | null)?.error;
    const known = typeof why === 'string' && /^[a-z_]{1,40}$/.test(why) ? ` (${why})` : '';
    throw new CredentialsError(
      `The issuer ${this.#issuer} refused to renew the id token: ${code}${known}. Sign in again.`,
    );
  }

  async #send(
    address: string,
    method: 'GET' | 'POST',
    headers: Record<string, string>,
    body: string | null,
  ): Promise<{ code: number; body: unknown }> {
    const dispatcher = this.#options.dispatcher();
    const response = await request(address, {
      dispatcher,
      method,
      headers: { accept: 'application/json', ...headers },
      body,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES)
        throw new CredentialsError(`The issuer ${this.#issuer} sent a response that is too large.`);
      chunks.push(chunk);
    }
    return { code: response.statusCode, body: json(Buffer.concat(chunks).toString('utf8')) };
  }

  #unreachable(error: unknown): CredentialsError {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return new CredentialsError(`The issuer ${this.#issuer} of the id token cannot be reached${code}.`);
  }
}

interface TokenAnswer {
  id_token?: unknown;
  refresh_token?: unknown;
}

function onlyTls(address: string, what: string): string {
  if (URL.parse(address)?.protocol === 'https:') return address;
  throw new CredentialsError(
    `${what} of the auth-provider oidc is not an https address: tokens are sent over TLS only.`,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** When a JSON Web Token expires, Unix ms; 0 when it does not say. The API server checks the signature. */
function expiryOf(token: string): number {
  const parts = token.split('.');
  const claims = parts.length === 3 ? json(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) : null;
  if (typeof claims !== 'object' || claims === null)
    throw new CredentialsError('The id token is not a JSON Web Token.');
  const { exp } = claims as { exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : 0;
}
