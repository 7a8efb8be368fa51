import { createHmac, randomBytes } from 'node:crypto';
import type { IdentityChange, PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { type Clock, elapsedMs, LONG_AGO, type Moment } from '#server/clock.ts';
import type { Access } from '#server/kubernetes/credentials/access.ts';
import { findPin, listedFiles, type PinSources } from '#server/kubernetes/credentials/find-pin.ts';
import {
  isSameIdentity,
  isSameOwner,
  ownerOfCertificate,
  ownerOfToken,
} from '#server/kubernetes/credentials/identity.ts';
import { type Pin, pinIds, renewedPin } from '#server/kubernetes/credentials/pin.ts';
import { stampOf } from '#server/kubernetes/credentials/stamps.ts';
import type { CredentialsStatus } from '#server/kubernetes/credentials/status.ts';
import { authorityOf } from '#server/kubernetes/credentials/trust.ts';
import { UserSession } from '#server/kubernetes/credentials/user-session.ts';
import { CredentialsError } from '#server/kubernetes/errors.ts';

/** The identity that Sluice uses with one cluster, until a person confirms another one. That one gets credentials of its own. */
export interface Credentials {
  /** Name of the context; `in-cluster` for a pod's service account. */
  readonly contextName: string;
  /** The API server's base URL. It may have a path. */
  readonly server: string;
  /** Name of the user entry in the kubeconfig; null for a pod's service account. */
  readonly user: string | null;
  /** The context's namespace; `default` when it names none. */
  readonly namespace: string;
  /** Description of the identity for the screen. */
  readonly pinned: PinnedIdentity;
  /** Id of the identity and its server: the same in every run. */
  readonly pinnedId: string;
  readonly serverId: string;
  /** Throws CredentialsError when there is nothing to send: a plugin failed or waits for a person, or a file is gone. */
  access(): Promise<Access>;
  /** Discards what the API server refused, after a 401. Returns false when there is nothing new to send. */
  refresh(): boolean;
  status(): CredentialsStatus;
  /** Called when status() changed; it must not throw. Returns the unsubscriber. */
  onStatus(listener: () => void): () => void;
  /** Ends the back-off after failures: a person asked for a retry. */
  retry(): void;
  /** Sets whether anyone is viewing. The first viewer ends the back-off; delays are longer while nobody is viewing. */
  setWatched(isWatched: boolean): void;
  /**
   * Reads the files now, and returns the context as the kubeconfig defines it if it is the change with this id; null when it is not, or no
   * longer is. These credentials do not change.
   */
  confirm(changeId: string): Pin | null;
  /** Closes the credentials: nothing more is sent with them. */
  close(): Promise<void>;
}

export interface CredentialsOptions extends PinSources {
  clock: Clock;
  /** Name of a context; the kubeconfig's current one when absent. */
  context?: string;
  /** What a person confirmed; replaces a context by name. */
  pin?: Pin;
  /** Shows a plugin's output at the terminal; defaults to this process's standard error. */
  terminal?: (words: string) => void;
}

/** Minimum interval between two checks of the files. */
const LOOK_PAUSE_MS = 1_000;
/** Delay between refreshes after a 401: doubled as long as they continue. */
const SHORTEST_REFRESH_PAUSE_MS = 1_000;
const LONGEST_REFRESH_PAUSE_MS = 60_000;

/**
 * loadCredentials reads the files in KUBECONFIG, else `~/.kube/config`, else the service account of the pod it runs in, and pins a context
 * for the run. Throws CredentialsError, with what to do, when there is none or kubectl would refuse it.
 */
export function loadCredentials(options: CredentialsOptions): Credentials {
  return new PinnedCredentials(options);
}

class PinnedCredentials implements Credentials {
  readonly contextName: string;
  readonly server: string;
  readonly user: string | null;
  readonly namespace: string;
  readonly pinned: PinnedIdentity;
  readonly pinnedId: string;
  readonly serverId: string;
  readonly #options: CredentialsOptions;
  readonly #files: readonly string[];
  /** Key for the ids of changes, so that an id does not reveal what it is made from. */
  readonly #key = randomBytes(32);
  readonly #listeners = new Set<() => void>();
  readonly #session: UserSession;
  #pin: Pin;
  #change: { pin: Pin; view: IdentityChange } | null = null;
  #notice = '';
  #isClosed = false;
  /** Files that are checked for changes: those in KUBECONFIG, and those that the pinned context and a changed one refer to. */
  #watched: readonly string[];
  #stamp: string;
  #lookedAt: Moment;
  #refreshedAt = LONG_AGO;
  #refreshPause = SHORTEST_REFRESH_PAUSE_MS;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    const listed = listedFiles(options);
    // Taken before the files are read, so that no later change is missed.
    const stamp = stampOf(listed);
    const { pin, isPod } =
      options.pin === undefined
        ? findPin(options, listed, options.context)
        : { pin: options.pin, isPod: false };
    const { context } = pin;
    this.#files = isPod ? [] : listed;
    this.#watched = isPod ? [] : [...listed, ...pin.files];
    // It is not known which content of the other files was read, so check them once more.
    this.#stamp = options.pin === undefined && pin.files.length === 0 ? stamp : '';
    this.#lookedAt = options.clock.moment();
    this.contextName = context.name;
    this.server = context.server.url;
    this.user = context.userName === '' ? null : context.userName;
    this.namespace = context.namespace;
    this.pinned = pin.words;
    ({ id: this.pinnedId, serverId: this.serverId } = pinIds(pin));
    this.#pin = pin;
    this.#session = new UserSession({
      context,
      env: options.env,
      clock: options.clock,
      terminal: options.terminal ?? ((words) => process.stderr.write(words)),
      onChange: () => this.#tell(),
      isOwnToken: (token) => isSameOwner(this.#pin.identity.tokenOf, ownerOfToken(token)),
      isOwnCertificate: (pem) => isSameOwner(this.#pin.identity.certificateOf, ownerOfCertificate(pem)),
    });
  }

  async access(): Promise<Access> {
    this.#refuseIfClosed();
    this.#followFiles();
    const access = await this.#session.access();
    this.#refuseIfClosed();
    return access;
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
    return { ...this.#session.status(), notice: this.#notice, change: this.#change?.view ?? null };
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

  confirm(changeId: string): Pin | null {
    if (this.#files.length === 0) return null;
    this.#look();
    return this.#change?.view.id === changeId ? this.#change.pin : null;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session.close();
  }

  #refuseIfClosed(): void {
    if (this.#isClosed)
      throw new CredentialsError('Sluice has switched to another user or server. Try again.');
  }

  /** Reads the files again if they changed. Reports whether there is something new to send. */
  #followFiles(): boolean {
    const { clock } = this.#options;
    if (this.#files.length === 0 || elapsedMs(clock, this.#lookedAt) < LOOK_PAUSE_MS) return false;
    this.#lookedAt = clock.moment();
    return stampOf(this.#watched) !== this.#stamp && this.#look();
  }

  /** Reads the files, and keeps the pinned identity. Reports whether there is something new to send. */
  #look(): boolean {
    this.#stamp = stampOf(this.#watched);
    const { pin, notice } = this.#reload();
    const isOwn = pin !== null && isSameIdentity(this.#pin.identity, pin.identity);
    const change = pin === null || isOwn ? null : { pin, view: this.#changeTo(pin) };
    this.#watchAlso([...this.#pin.files, ...(pin?.files ?? [])]);
    const isNews = notice !== this.#notice || change?.view.id !== this.#change?.view.id;
    this.#notice = notice;
    this.#change = change;
    if (isNews) this.#tell();
    if (pin === null || !isOwn) return false;
    this.#pin = renewedPin(this.#pin, pin);
    this.retry();
    return this.#session.follow(pin.context);
  }

  /** It is not known what files that were not watched held before, so they are checked once more. */
  #watchAlso(files: readonly string[]): void {
    const watched = [...new Set([...this.#files, ...files])];
    if (watched.some((file) => !this.#watched.includes(file))) this.#stamp = '';
    this.#watched = watched;
  }

  /** The pinned context as the files define it now; null, with the reason, when it cannot be followed. */
  #reload(): { pin: Pin | null; notice: string } {
    try {
      const { pin } = findPin(this.#options, this.#files, this.contextName);
      const { cluster, clusterName } = pin.context;
      const authority = cluster['certificate-authority-data'];
      if (authority.length > 0)
        authorityOf(authority, `The certificate authority of the cluster "${clusterName}"`);
      return { pin, notice: '' };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      return { pin: null, notice: `${error.message} Sluice keeps using what it read before.` };
    }
  }

  #changeTo(pin: Pin): IdentityChange {
    const both = [this.#pin, pin].map(({ identity, words }) => [identity, words]);
    const id = createHmac('sha256', this.#key).update(JSON.stringify(both)).digest('base64url');
    const { words } = pin;
    // Changes that differ only in arguments, which are not shown, have the same words.
    const isSeen =
      JSON.stringify({ ...words, namespace: '' }) !== JSON.stringify({ ...this.pinned, namespace: '' });
    const now = isSeen ? words : { ...words, signsIn: `${words.signsIn}, configured differently` };
    return { id, before: this.pinned, now };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
