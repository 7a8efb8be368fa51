import type { HostKind } from '#server/access/hosts.ts';
import { hashOf, type NewSecret } from '#server/access/secrets.ts';
import type { Clock } from '#server/clock.ts';

/** A session that nothing uses for this long is over; an open stream is a use. */
export const SESSION_IDLE_MS = 24 * 3_600_000;
/** No session lives longer, used or not. */
export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
/** A new session beyond this many ends the one that was used longest ago. */
export const MAX_SESSIONS = 64;
const SWEEP_MS = 60_000;

/** What is kept of a session. Times are Unix ms. */
export interface SessionRecord {
  /** The SHA-256 of the id that the cookie holds. */
  idHash: string;
  /** The page's key, of which its calls send a proof. */
  key: string;
  /** Which kind of address it was begun at. It is worth nothing at the other. */
  host: HostKind;
  createdAt: number;
  seenAt: number;
}

/** A browser that exchanged a launch code. */
export interface Session {
  readonly host: HostKind;
  /** What the log calls it: the first 8 hexadecimal digits of the hash that is kept of its id. No secret. */
  readonly mark: string;
  readonly key: string;
  /** Aborted when the session ends: by signing out, by its age, or by a newer one of the same browser. */
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
  /** What an earlier life of the server kept. */
  saved: readonly SessionRecord[];
  save: (records: SessionRecord[]) => void;
}

/** The sessions of all browsers. A session is found by the id in its cookie, of which only the hash is kept. */
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

  /** Begins a session. `id` goes into the cookie, `key` to the page; neither is told again. */
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

  /** Finds a living session by its id, at the kind of address it was begun at, and notes the use. */
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

  /** Ends a session and all that hangs on it. One that is over already stays so. */
  end(session: Session): void {
    const entry = this.#entryOf(session);
    if (entry === undefined) return;
    this.#remove(entry);
    this.#save();
  }

  /** Keeps a session in use until the returned function is called, as an open stream does. */
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

  /** A clock that was set back must not lengthen a life, nor keep uses from being written. */
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
