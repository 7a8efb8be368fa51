/** Where a page keeps the key of its session: local storage of its origin, which no other port shares. */
export const PAGE_KEY_ITEM = 'sluice-page-key';

/** The header by which a page proves, beside the cookie, that it holds the key of its session. */
export const PAGE_PROOF_HEADER = 'x-sluice-page';

/**
 * proofText is what a page's proof is an HMAC of: a proof for one call is worth nothing for another method, path or query. Both ends
 * take path and query in the form that URL gives them, and the query in the order of its names, which it leaves sorted: Next hands
 * route handlers repeated parameters next to each other.
 */
export function proofText(
  challenge: string,
  method: string,
  url: { pathname: string; searchParams: { sort(): void; toString(): string } },
): string {
  url.searchParams.sort();
  return [challenge, method.toUpperCase(), `${url.pathname}?${url.searchParams.toString()}`].join('\n');
}

/** The header by which npm run open proves that it has the script token, without sending it. */
export const SCRIPT_PROOF_HEADER = 'x-sluice-script';

/** GET: the server's challenge; POST: a launch code becomes a session; DELETE: the session ends. */
export const SESSION_PATH = '/api/session';

/** POST, for scripts: a fresh launch code. */
export const CODES_PATH = '/api/session/codes';

/** The page that takes a launch code out of its address and exchanges it. */
export const ENTER_PATH = '/enter';

/** What is left to see after signing out. */
export const SIGNED_OUT_PATH = '/signed-out';

/** Why a launch code opens nothing. */
export type CodeRefusal = 'used' | 'expired' | 'unknown';
