import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readPrivate, writePrivate } from '#server/access/private-files.ts';
import type { SessionRecord } from '#server/access/sessions.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const HOST = /^sluice-[a-z2-7]{20}\.localhost$/;

/** newHost returns an unguessable host name: 100 random bits under `.localhost`, which browsers resolve to this machine. */
export function newHost(): string {
  const label = Array.from(randomBytes(20), (byte) => ALPHABET[byte % 32]).join('');
  return `sluice-${label}.localhost`;
}

/**
 * keptHost returns the host name stored in a state directory, creating it the first time, so that bookmarks and the browser's storage for
 * the page survive a restart. Anyone who knows the name can have its cookies sent to another port, so only this user may read the file.
 * Throws when another user owns the directory.
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

/** File that stores the sessions of one port and host name across server restarts. */
export class SessionFile {
  readonly #stateDir: string;
  readonly #name: string;
  readonly #host: string;

  constructor(stateDir: string, port: number, host: string) {
    this.#stateDir = stateDir;
    this.#name = `sessions-${port}.json`;
    this.#host = host;
  }

  /**
   * Reads the stored sessions. A file that others may read or could have created, that is damaged, or that is for another host name counts
   * as empty.
   */
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

  /** Replaces the stored sessions. Throws when the file cannot be written. */
  write(sessions: readonly SessionRecord[]): void {
    writePrivate(this.#stateDir, this.#name, JSON.stringify({ host: this.#host, sessions }));
  }
}
