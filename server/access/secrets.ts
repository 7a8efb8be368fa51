import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Makes a secret of 192 random bits, in 32 letters, digits, - and _. */
export type NewSecret = () => string;

export const newSecret: NewSecret = () => randomBytes(24).toString('base64url');

/** hashOf is what is kept in place of a secret: its SHA-256, as base64url. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** sameSecret compares in constant time, whatever the lengths. */
export function sameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/**
 * proofOf is what a page sends in place of its key: HMAC-SHA256 over the server's challenge, which is another one after each
 * start. Whoever listens on the port while Sluice is away gets a proof of its own challenge, which opens nothing later.
 */
export function proofOf(key: string, challenge: string): string {
  return createHmac('sha256', key).update(challenge).digest('base64url');
}
