import type { Dispatcher } from 'undici';
import type { Clock } from '#server/clock.ts';
import type { Access } from '#server/kubernetes/credentials/access.ts';
import type { ChosenContext } from '#server/kubernetes/credentials/context.ts';
import { impersonationHeaders } from '#server/kubernetes/credentials/impersonation.ts';
import { issuerDispatcher } from '#server/kubernetes/credentials/issuer-dispatcher.ts';
import { type Proof, SignIn } from '#server/kubernetes/credentials/sign-in.ts';
import type { CredentialsStatus } from '#server/kubernetes/credentials/status.ts';
import { Way } from '#server/kubernetes/credentials/way.ts';

export interface UserSessionOptions {
  context: ChosenContext;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  terminal: (words: string) => void;
  onChange: () => void;
  /** Whether a token, or a certificate in PEM, that a file now holds still belongs to the pinned person. */
  isOwnToken: (token: string) => boolean;
  isOwnCertificate: (pem: string) => boolean;
}

/** A plugin that prints something and keeps running for this long is waiting for a person. A silent one gets longer. */
const WORDS_WAIT_MS = 1_000;
const SILENT_WAIT_MS = 3_000;

/** How the pinned context signs in and reaches the server, while its entries stay the same or are renewed. */
export class UserSession {
  readonly #options: UserSessionOptions;
  #context: ChosenContext;
  #signIn: SignIn;
  #way: Way;
  #issuer: Dispatcher | undefined;
  #isWatched = false;
  #failure: { since: number; message: string } | null = null;

  constructor(options: UserSessionOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#way = new Way(options.context, options.env);
    this.#signIn = this.#newSignIn();
  }

  async access(): Promise<Access> {
    const proof = await this.#proof();
    const dispatcher = this.#way.dispatcher(proof.certificate);
    const headers = impersonationHeaders(this.#context.user);
    if (proof.authorization !== null) headers.Authorization = proof.authorization;
    return { headers, dispatcher };
  }

  /** Applies renewed entries of the same identity. Reports whether they differ. */
  follow(context: ChosenContext): boolean {
    const isSameUser = same(context.user, this.#context.user);
    const isSameCluster = same(context.cluster, this.#context.cluster);
    this.#context = context;
    if (!isSameCluster) {
      const old = this.#way;
      this.#way = new Way(context, this.#options.env);
      old.retire();
    }
    if (!isSameUser || !isSameCluster) {
      this.#signIn.plugin?.stop();
      this.#signIn = this.#newSignIn();
      this.#signIn.plugin?.setWatched(this.#isWatched);
      this.#signIn.oidc?.setWatched(this.#isWatched);
    }
    return !isSameUser || !isSameCluster;
  }

  refused(): boolean {
    return this.#context.server.isTls && this.#signIn.refused();
  }

  retry(): void {
    this.#signIn.plugin?.retry();
    this.#signIn.oidc?.retry();
  }

  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#signIn.plugin?.setWatched(isWatched);
    this.#signIn.oidc?.setWatched(isWatched);
  }

  status(): Omit<CredentialsStatus, 'notice' | 'change'> {
    const { plugin, oidc } = this.#signIn;
    const state = plugin?.state();
    const name = plugin?.name ?? null;
    const running = state?.running ?? null;
    if (running !== null) {
      const { ranMs } = running;
      if (ranMs >= SILENT_WAIT_MS || (running.words !== '' && ranMs >= WORDS_WAIT_MS))
        return { phase: 'waiting', since: running.since, plugin: name, words: running.words };
    }
    const failure = state?.failure ?? oidc?.failure() ?? this.#failure;
    if (failure === null) return { phase: 'usable', since: 0, plugin: null, words: '' };
    return { phase: 'failed', since: failure.since, plugin: name, words: failure.message };
  }

  async close(): Promise<void> {
    this.#signIn.plugin?.stop();
    await Promise.all([this.#way.close(), this.#issuer?.destroy()]);
  }

  /** Credentials are never sent over plain HTTP, with or without a proxy (`kubectl proxy` needs none). */
  async #proof(): Promise<Proof> {
    if (!this.#context.server.isTls) return { authorization: null, certificate: null };
    try {
      const proof = await this.#signIn.proof();
      this.#setFailure(null);
      return proof;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.#signIn.plugin === null && this.#signIn.oidc === null)
        this.#setFailure({ since: this.#failure?.since ?? this.#options.clock.now(), message });
      throw error;
    }
  }

  #setFailure(failure: { since: number; message: string } | null): void {
    const isNew = failure?.message !== this.#failure?.message;
    this.#failure = failure;
    if (isNew) this.#options.onChange();
  }

  #newSignIn(): SignIn {
    const { env, clock, terminal, onChange, isOwnToken, isOwnCertificate } = this.#options;
    const { user, userName, cluster, server } = this.#context;
    const provider = user['auth-provider'];
    let announced: number | undefined;
    const signIn: SignIn = new SignIn({
      // There is no sign-in over plain HTTP.
      user: server.isTls ? user : { ...user, exec: null, 'auth-provider': null },
      name: userName,
      cluster: {
        server: pluginServer(this.#context),
        entry: cluster,
        authority: this.#way.authorityBytes(),
      },
      env,
      clock,
      terminal,
      isOwnToken,
      isOwnCertificate,
      issuerDispatcher: () => {
        this.#issuer ??= issuerDispatcher(provider?.config ?? {}, env);
        return this.#issuer;
      },
      onChange: () => {
        const since = signIn.plugin?.state().running?.since;
        if (since !== undefined && since !== announced) {
          announced = since;
          // A running plugin turns into a waiting one just by the passing of time.
          for (const ms of [WORDS_WAIT_MS, SILENT_WAIT_MS]) clock.after(ms, onChange);
        }
        onChange();
      },
    });
    return signIn;
  }
}

/** The server as client-go passes it to a plugin: as written in the kubeconfig, but without a query after a path. */
function pluginServer({ cluster: { server } }: ChosenContext): string {
  const url = URL.parse(server);
  return url === null || url.pathname.length <= 1 ? server : `${url.origin}${url.pathname}`;
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
