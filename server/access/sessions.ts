import type { HostKind } from '#server/access/hosts.ts';
import { hashOf, type NewSecret } from '#server/access/secrets.ts';
import type { Clock } from '#server/clock.ts';

/** Idle timeout of a session. An open stream counts as use. */
export const SESSION_IDLE_MS = 24 * 3_600_000;
/** Maximum lifetime of a session, used or not. */
export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
/** Maximum number of sessions. A new one beyond it ends the least recently used. */
export const MAX_SESSIONS = 64;
const SWEEP_MS = 60_000;

/** What is stored about a session. Times are Unix ms. */
export interface SessionRecord {
  /** SHA-256 of the id in the cookie. */
  idHash: string;
  /** The page's key. Its API calls send a proof made with it. */
  key: string;
  /** Kind of address the session started at. It is not valid at the other. */
  host: HostKind;
  createdAt: number;
  seenAt: number;
}

/** A browser that has exchanged a launch code. */
export interface Session {
  readonly host: HostKind;
  /** Name of the session in the log: the first 8 hexadecimal digits of the stored hash of its id. Not a secret. */
  readonly mark: string;
  readonly key: string;
  /** Aborted when the session ends: on sign-out, at its age limit, or when the same browser starts a newer one. */
  readonly ended: AbortSignal;
}

interface Entry extends Session {
  readonly record: SessionRecord;
  readonly abort: AbortController;
  holds: number;
  savedAt: number;
}

export interface SessionsOptions {
  clock: Clock;
  newSecret: NewSecret;
  /** Sessions saved by an earlier run of the server. */
  saved: readonly SessionRecord[];
  save: (records: SessionRecord[]) => void;
}

/** The sessions of all browsers. A session is looked up by the id in its cookie; only the hash of that id is stored. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();
  #isSweepDue = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
    for (const record of options.saved) this.#add({ ...record });
    this.#sweep();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Starts a session. `id` goes into the cookie, `key` to the page; neither is returned again. */
  start(host: HostKind): { id: string; key: string; mark: string } {
    const { clock, newSecret } = this.#options;
    const id = newSecret();
    const key = newSecret();
    const now = clock.now();
    const { mark } = this.#add({ idHash: hashOf(id), key, host, createdAt: now, seenAt: now });
    const longestAgo = [...this.#entries.values()].sort((a, b) => a.record.seenAt - b.record.seenAt);
    for (const entry of longestAgo.slice(0, -MAX_SESSIONS)) this.#remove(entry);
    this.#save();
    return { id, key, mark };
  }

  /** Finds a live session by its id, at the kind of address it started at, and records the use. */
  find(id: string, host: HostKind): Session | undefined {
    const entry = this.#entries.get(hashOf(id));
    if (entry === undefined || entry.host !== host) return undefined;
    this.#settle(entry);
    if (this.#isOver(entry)) {
      this.end(entry);
      return undefined;
    }
    this.#see(entry);
    return entry;
  }

  /** Ends a session and everything that depends on it. No-op if it has already ended. */
  end(session: Session): void {
    const entry = this.#entryOf(session);
    if (entry === undefined) return;
    this.#remove(entry);
    this.#save();
  }

  /** Keeps a session in use, as an open stream does, until the returned function is called. */
  hold(session: Session): () => void {
    const entry = this.#entryOf(session);
    if (entry === undefined) return () => undefined;
    entry.holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#see(entry);
      entry.holds -= 1;
    };
  }

  #entryOf(session: Session): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry === session);
  }

  #add(record: SessionRecord): Entry {
    const abort = new AbortController();
    const { host, key, idHash, seenAt } = record;
    const mark = Buffer.from(idHash, 'base64url').toString('hex').slice(0, 8);
    const life = { abort, ended: abort.signal, holds: 0, savedAt: seenAt };
    const entry = { record, host, mark, key, ...life };
    this.#entries.set(idHash, entry);
    this.#sweepLater();
    return entry;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.record.idHash);
    entry.abort.abort();
  }

  #see(entry: Entry): void {
    const now = this.#options.clock.now();
    entry.record.seenAt = now;
    if (now - entry.savedAt >= SWEEP_MS) this.#save();
  }

  /** A clock that is set back must not lengthen a session's life or stop its uses from being saved. */
  #settle(entry: Entry): void {
    const now = this.#options.clock.now();
    entry.record.createdAt = Math.min(entry.record.createdAt, now);
    entry.record.seenAt = Math.min(entry.record.seenAt, now);
    entry.savedAt = Math.min(entry.savedAt, now);
  }

  #isOver({ record, holds }: Entry): boolean {
    const now = this.#options.clock.now();
    return (
      now - record.createdAt >= SESSION_LIFE_MS || (holds === 0 && now - record.seenAt >= SESSION_IDLE_MS)
    );
  }

  #sweep(): void {
    for (const entry of this.#entries.values()) this.#settle(entry);
    const over = [...this.#entries.values()].filter((entry) => this.#isOver(entry));
    for (const entry of over) this.#remove(entry);
    for (const entry of this.#entries.values()) if (entry.holds > 0) this.#see(entry);
    if (over.length > 0) this.#save();
  }

  #sweepLater(): void {
    if (this.#isSweepDue || this.#entries.size === 0) return;
    this.#isSweepDue = true;
    this.#options.clock.after(SWEEP_MS, () => {
      this.#isSweepDue = false;
      this.#sweep();
      this.#sweepLater();
    });
  }

  #save(): void {
    const now = this.#options.clock.now();
    for (const entry of this.#entries.values()) entry.savedAt = now;
    this.#options.save([...this.#entries.values()].map(({ record }) => ({ ...record })));
  }
}
