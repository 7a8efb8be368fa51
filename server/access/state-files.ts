import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readPrivate, writePrivate } from '#server/access/private-files.ts';
import type { SessionRecord } from '#server/access/sessions.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const HOST = /^sluice-[a-z2-7]{20}\.localhost$/;

/** newHost makes a host name that nobody can guess: 100 random bits below `.localhost`, which browsers resolve to this machine. */
export function newHost(): string {
  const label = Array.from(randomBytes(20), (byte) => ALPHABET[byte % 32]).join('');
  return `sluice-${label}.localhost`;
}

/**
 * keptHost returns the host name of a state directory, making it the first time, so that bookmarks and what a browser keeps
 * for the page outlive a restart. Whoever knows the name can have its cookies sent to another port, so the file is the
 * person's alone. Throws when the directory is another user's.
 */
export function keptHost(stateDir: string): string {
  privateFolder(stateDir);
  const kept = readPrivate(join(stateDir, 'host'))?.trim();
  if (kept !== undefined && HOST.test(kept)) return kept;
  const made = newHost();
  writePrivate(stateDir, 'host', `${made}\n`);
  return made;
}

const recordSchema = z.object({
  idHash: z.string(),
  key: z.string().min(32),
  host: z.enum(['own', 'shared']),
  createdAt: z.number(),
  seenAt: z.number(),
});
const fileSchema = z.object({ host: z.string(), sessions: z.array(recordSchema) });

/** What sessions of one port and one host name are kept in between two lives of the server. */
export class SessionFile {
  readonly #stateDir: string;
  readonly #name: string;
  readonly #host: string;

  constructor(stateDir: string, port: number, host: string) {
    this.#stateDir = stateDir;
    this.#name = `sessions-${port}.json`;
    this.#host = host;
  }

  /** Reads what was kept. A file that others may read or have put there, that is damaged or of another host name counts as none. */
  read(): SessionRecord[] {
    const text = readPrivate(join(this.#stateDir, this.#name));
    if (text === undefined) return [];
    try {
      const { host, sessions } = fileSchema.parse(JSON.parse(text));
      return host === this.#host ? sessions : [];
    } catch {
      return [];
    }
  }

  /** Replaces what is kept. Throws when it cannot be written. */
  write(sessions: readonly SessionRecord[]): void {
    writePrivate(this.#stateDir, this.#name, JSON.stringify({ host: this.#host, sessions }));
  }
}
