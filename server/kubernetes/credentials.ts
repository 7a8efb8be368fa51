import { createHash } from 'node:crypto';
import type { AgentOptions } from 'node:https';
import { type Cluster, HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import type { Clock } from '#server/clock.ts';
import { createDispatcher, type TlsOptions } from '#server/kubernetes/dispatcher.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';
import { type KubeConfigOptions, loadKubeConfig } from '#server/kubernetes/kubeconfig.ts';

/** What a request needs to be allowed in. The headers are secret: never log them. */
export interface Access {
  headers: Record<string, string>;
  dispatcher: Dispatcher;
}

/** Who Sluice is towards one cluster. */
export interface Credentials {
  /** The context's name; `in-cluster` for a pod's service account. */
  readonly contextName: string;
  /** The API server's base URL. It may have a path. */
  readonly server: string;
  /** The kubeconfig's name for the user; null for a pod's service account. */
  readonly user: string | null;
  /** The context's namespace; `default` when it names none. */
  readonly namespace: string;
  /** Throws CredentialsError when a credential plugin fails. */
  access(): Promise<Access>;
  /** Forgets what was loaded, after a 401. Returns false when that was done a moment ago, so that nobody loops. */
  refresh(): boolean;
  close(): Promise<void>;
}

/** How long headers are reused: plugins and token files are asked again after that. */
const ACCESS_LIFETIME_MS = 10_000;
const REFRESH_PAUSE_MS = 10_000;

/** loadCredentials finds the person's or the pod's credentials; see loadKubeConfig. */
export function loadCredentials(options: KubeConfigOptions & { clock: Clock }): Credentials {
  return new KubeConfigCredentials(() => loadKubeConfig(options), options.clock);
}

class KubeConfigCredentials implements Credentials {
  readonly contextName: string;
  readonly server: string;
  readonly user: string | null;
  readonly namespace: string;
  readonly #load: () => KubeConfig;
  readonly #clock: Clock;
  #config: KubeConfig | undefined;
  #current: { promise: Promise<Access>; until: number } | undefined;
  #pool: { key: string; dispatcher: Dispatcher } | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(load: () => KubeConfig, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
    const config = load();
    this.#config = config;
    const context = config.getContextObject(config.getCurrentContext());
    const isPod = context?.name === 'inClusterContext' && context.cluster === 'inCluster';
    this.contextName = isPod ? 'in-cluster' : config.getCurrentContext();
    this.server = config.getCurrentCluster()?.server ?? '';
    this.user = isPod ? null : (context?.user ?? null);
    this.namespace = context?.namespace?.trim() || 'default';
    if (!/^https?:\/\//.test(this.server)) {
      throw new CredentialsError(
        `The context "${this.contextName}" names no http(s) server: "${this.server}"`,
      );
    }
  }

  access(): Promise<Access> {
    const now = this.#clock.now();
    if (this.#current !== undefined && now < this.#current.until) return this.#current.promise;
    const promise = this.#resolve();
    const current = { promise, until: now + ACCESS_LIFETIME_MS };
    this.#current = current;
    // A failure is shared by those who wait for it, not by those who come later.
    promise.catch(() => {
      if (this.#current === current) this.#current = undefined;
    });
    return promise;
  }

  refresh(): boolean {
    const now = this.#clock.now();
    if (now - this.#refreshedAt < REFRESH_PAUSE_MS) return false;
    this.#refreshedAt = now;
    this.#config = undefined;
    this.#current = undefined;
    return true;
  }

  async close(): Promise<void> {
    await this.#pool?.dispatcher.destroy();
  }

  async #resolve(): Promise<Access> {
    this.#config ??= this.#load();
    const config = this.#config;
    const cluster = config.getCurrentCluster();
    // As client-go does: no credential ever travels over plain HTTP (`kubectl proxy` needs none).
    if (this.server.startsWith('http:') && !cluster?.proxyUrl) {
      return { headers: {}, dispatcher: this.#pooled('http', () => createDispatcher({})) };
    }
    let tls: TlsOptions = {};
    const context = new RequestContext(this.server, HttpMethod.GET);
    const library = config as unknown as DispatcherFactory;
    // The library makes a connection pool a request here; only what it would make it of is wanted.
    const capturing: DispatcherFactory = Object.create(config) as DispatcherFactory;
    capturing.createDispatcher = (_cluster, options) => {
      tls = tlsOf(options);
      return undefined;
    };
    try {
      await (capturing as unknown as KubeConfig).applySecurityAuthentication(context);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message.trim().slice(0, 500) : String(cause);
      throw new CredentialsError(`The credentials of "${this.contextName}" cannot be used: ${why}`, {
        cause,
      });
    }
    const key = digest([cluster?.proxyUrl, ...Object.entries(tls).flat()]);
    const dispatcher = this.#pooled(key, () =>
      cluster?.proxyUrl
        ? (library.createDispatcher(cluster, tls) ?? createDispatcher(tls))
        : createDispatcher(tls),
    );
    return { headers: context.getHeaders(), dispatcher };
  }

  #pooled(key: string, make: () => Dispatcher): Dispatcher {
    if (this.#pool?.key === key) return this.#pool.dispatcher;
    const old = this.#pool?.dispatcher;
    const dispatcher = make();
    this.#pool = { key, dispatcher };
    // Requests in flight end by themselves; a failure to close an abandoned pool concerns nobody.
    old?.close().catch(() => undefined);
    return dispatcher;
  }
}

/** The private half of client-node's KubeConfig (2.0.1, dist/config.js) that decides how to connect. */
interface DispatcherFactory {
  createDispatcher(cluster: Cluster | null, options: AgentOptions): Dispatcher | undefined;
}

function tlsOf(options: AgentOptions): TlsOptions {
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = options;
  const all = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given);
}

function digest(parts: readonly (string | Buffer | boolean | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(Buffer.isBuffer(part) ? part : String(part)).update('\0');
  return hash.digest('hex');
}
