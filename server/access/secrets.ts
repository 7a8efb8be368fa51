import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { proofText } from '#lib/access/page-access.ts';

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

const ANY_ORIGIN = 'http://localhost';

/** One call to the HTTP API, as a proof names it. */
export interface Call {
  method: string;
  /** An address or a path, with its query. */
  url: string;
}

/**
 * proofOf is what a page sends in place of its key: HMAC-SHA256 over the server's challenge, which is another one after each
 * start, and over the call. Whoever listens on the port while Sluice is away gets proofs of its own challenge, which open nothing later.
 */
export function proofOf(key: string, challenge: string, { method, url }: Call): string {
  return hmac(key, proofText(challenge, method, new URL(url, ANY_ORIGIN)));
}

/** What both ends know when a script asks for a launch code. */
export interface CodeRequest {
  /** Where the script asks. Another Sluice may have the same token, so that a program could pass the request on to it. */
  port: number;
  challenge: string;
  /** Made by the script, for this request. */
  nonce: string;
}

/** scriptProofOf is what a script sends in place of its token; scripts/addresses.mjs computes the same. */
export function scriptProofOf(token: string, { port, challenge, nonce }: CodeRequest): string {
  return hmac(token, ['code', port, challenge, nonce].join('\n'));
}

/** answerProofOf is what shows the script that the addresses come from who has the token too. */
export function answerProofOf(
  token: string,
  { port, challenge, nonce }: CodeRequest,
  addresses: readonly [own: string, shared: string],
): string {
  return hmac(token, ['address', port, challenge, nonce, ...addresses].join('\n'));
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
