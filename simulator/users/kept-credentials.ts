import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Credentials, createCredentials } from '#simulator/users/credentials.ts';

/**
 * keptCredentials returns the credentials in a file, so that a restarted cluster stays the same for its clients, as a real one does:
 * authority, server certificate and tokens. The caller writes them back. It creates new ones when the file is missing or holds anything
 * else, lacks one of the users, or has an expired certificate.
 */
export async function keptCredentials(
  path: string,
  users: readonly string[],
  now: number,
): Promise<Credentials> {
  const kept = parse(await readFile(path, 'utf8').catch(() => ''));
  return kept !== undefined && isUsable(kept, users, now) ? kept : await createCredentials(users);
}

function parse(text: string): Partial<Credentials> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isUsable(kept: Partial<Credentials>, users: readonly string[], now: number): kept is Credentials {
  const { caPem, certificatePem, keyPem, tokens } = kept;
  if (typeof caPem !== 'string' || typeof keyPem !== 'string' || typeof certificatePem !== 'string')
    return false;
  if (typeof tokens !== 'object' || tokens === null) return false;
  if (users.some((user) => typeof tokens[user] !== 'string' || tokens[user] === '')) return false;
  try {
    return Date.parse(new X509Certificate(certificatePem).validTo) > now;
  } catch {
    return false;
  }
}
