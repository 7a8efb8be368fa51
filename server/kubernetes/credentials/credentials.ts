import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Clock, elapsedMs, LONG_AGO, type Moment } from '#server/clock.ts';
import type { Access } from '#server/kubernetes/credentials/access.ts';
import { type ChosenContext, chooseContext } from '#server/kubernetes/credentials/context.ts';
import { checkEntries } from '#server/kubernetes/credentials/entry-checks.ts';
import { describeChange, type Identity, identityOf } from '#server/kubernetes/credentials/identity.ts';
import {
  inClusterContext,
  isInCluster,
  SERVICE_ACCOUNT_FOLDER,
} from '#server/kubernetes/credentials/in-cluster.ts';
import { isEmpty, loadKubeconfig } from '#server/kubernetes/credentials/kubeconfig.ts';
import { stampOf } from '#server/kubernetes/credentials/stamps.ts';
import type { CredentialsStatus } from '#server/kubernetes/credentials/status.ts';
import { UserSession } from '#server/kubernetes/credentials/user-session.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** Who Sluice is towards one cluster, for a whole run. */
export interface Credentials {
  /** The context's name; `in-cluster` for a pod's service account. */
  readonly contextName: string;
  /** The API server's base URL. It may have a path. */
  readonly server: string;
  /** The kubeconfig's name for the user; null for a pod's service account. */
  readonly user: string | null;
  /** The context's namespace; `default` when it names none. */
  readonly namespace: string;
  /** Throws CredentialsError when there is nothing to send: a plugin that failed or waits for a person, a file that is gone. */
  access(): Promise<Access>;
  /** Forgets what the API server refused, after a 401. Returns false when there is nothing new to send. */
  refresh(): boolean;
  status(): CredentialsStatus;
  /** Called when status() changed; it must not throw. Returns a function that ends it. */
  onStatus(listener: () => void): () => void;
  /** Ends the pauses after failures: a person asked to try again. */
  retry(): void;
  /** Tells whether somebody looks. The first look ends the pauses; while nobody does they are longer. */
  setWatched(isWatched: boolean): void;
  close(): Promise<void>;
}

export interface CredentialsOptions {
  clock: Clock;
  env: Readonly<Record<string, string | undefined>>;
  /** A context's name; the kubeconfig's current one when absent. */
  context?: string;
  /** The person's home folder; the process's when absent. */
  home?: string;
  /** Where a pod's service account is; Kubernetes' place when absent. */
  serviceAccountFolder?: string;
  /** Shows a plugin's words at the terminal; this process's standard error when absent. */
  terminal?: (words: string) => void;
}

/** The files are looked at no more often than this. */
const LOOK_PAUSE_MS = 1_000;
/** From one refresh after a 401 to the next: doubled as long as they go on. */
const SHORTEST_REFRESH_PAUSE_MS = 1_000;
const LONGEST_REFRESH_PAUSE_MS = 60_000;

/**
 * loadCredentials reads the files of KUBECONFIG, else `~/.kube/config`, else the service account of the pod it runs in, and
 * pins a context for the run. Throws CredentialsError, with what to do, when there is none or kubectl would refuse it.
 */
export function loadCredentials(options: CredentialsOptions): Credentials {
  return new PinnedCredentials(options);
}

class PinnedCredentials implements Credentials {
  readonly contextName: string;
  readonly server: string;
  readonly user: string | null;
  readonly namespace: string;
  readonly #options: CredentialsOptions;
  readonly #files: readonly string[];
  readonly #identity: Identity;
  readonly #listeners = new Set<() => void>();
  readonly #session: UserSession;
  #notice = '';
  #stamp: string;
  #lookedAt: Moment;
  #refreshedAt = LONG_AGO;
  #refreshPause = SHORTEST_REFRESH_PAUSE_MS;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    const listed = listedFiles(options);
    const { context, isPod } = find(options, listed, options.context);
    this.#files = isPod ? [] : listed;
    this.#stamp = stampOf(this.#files);
    this.#lookedAt = options.clock.moment();
    this.contextName = context.name;
    this.server = context.server.url;
    this.user = context.userName === '' ? null : context.userName;
    this.namespace = context.namespace;
    this.#identity = identityOf(context);
    this.#session = new UserSession({
      context,
      env: options.env,
      clock: options.clock,
      terminal: options.terminal ?? ((words) => process.stderr.write(words)),
      onChange: () => this.#tell(),
    });
  }

  async access(): Promise<Access> {
    this.#followFiles();
    return await this.#session.access();
  }

  refresh(): boolean {
    const sinceLast = elapsedMs(this.#options.clock, this.#refreshedAt);
    if (sinceLast < this.#refreshPause) return false;
    this.#refreshPause =
      sinceLast < 2 * LONGEST_REFRESH_PAUSE_MS
        ? Math.min(2 * this.#refreshPause, LONGEST_REFRESH_PAUSE_MS)
        : SHORTEST_REFRESH_PAUSE_MS;
    this.#refreshedAt = this.#options.clock.moment();
    this.#lookedAt = LONG_AGO;
    const changed = this.#followFiles();
    return this.#session.refused() || changed;
  }

  status(): CredentialsStatus {
    return { ...this.#session.status(), notice: this.#notice };
  }

  onStatus(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    this.#refreshedAt = LONG_AGO;
    this.#refreshPause = SHORTEST_REFRESH_PAUSE_MS;
    this.#session.retry();
  }

  setWatched(isWatched: boolean): void {
    this.#session.setWatched(isWatched);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Reads the files again when they changed, and keeps to the pinned identity. Reports whether there is something new to send. */
  #followFiles(): boolean {
    const { clock } = this.#options;
    if (this.#files.length === 0 || elapsedMs(clock, this.#lookedAt) < LOOK_PAUSE_MS) return false;
    this.#lookedAt = clock.moment();
    const stamp = stampOf(this.#files);
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const { context, notice } = this.#reload();
    if (notice !== this.#notice) {
      this.#notice = notice;
      this.#tell();
    }
    if (context === null) return false;
    this.retry();
    return this.#session.follow(context);
  }

  /** The pinned context as the files say it now; null, and why, when they cannot be followed. */
  #reload(): { context: ChosenContext | null; notice: string } {
    try {
      const { context } = find(this.#options, this.#files, this.contextName);
      const notice = describeChange(this.contextName, this.#identity, identityOf(context));
      return { context: notice === '' ? context : null, notice };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      return { context: null, notice: `${error.message} Sluice goes on with what it read before.` };
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function listedFiles({ env, home }: CredentialsOptions): string[] {
  const list = env.KUBECONFIG ?? '';
  return list === ''
    ? [join(home ?? homedir(), '.kube', 'config')]
    : list.split(delimiter).filter((file) => file !== '');
}

function find(
  { env, serviceAccountFolder = SERVICE_ACCOUNT_FOLDER }: CredentialsOptions,
  files: readonly string[],
  name: string | undefined,
): { context: ChosenContext; isPod: boolean } {
  const kubeconfig = loadKubeconfig(files);
  if (isEmpty(kubeconfig)) {
    if (name === undefined && isInCluster(env, serviceAccountFolder)) {
      return { context: inClusterContext(env, serviceAccountFolder), isPod: true };
    }
    const hasList = (env.KUBECONFIG ?? '') !== '';
    const which = hasList ? `KUBECONFIG names ${files.join(', ')}` : files.join(', ');
    const state =
      kubeconfig.files.length > 0
        ? ', where nothing stands'
        : hasList
          ? ', which does not exist'
          : ' does not exist';
    throw new CredentialsError(
      `No kubeconfig found: ${which}${state}. Set KUBECONFIG to a kubeconfig file, or try Sluice on its own cluster with: npm run demo`,
    );
  }
  const context = chooseContext(kubeconfig, name);
  checkEntries(context);
  return { context, isPod: false };
}
