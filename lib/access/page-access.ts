/** Local storage item that holds the session key of a page. Storage is per origin, so no other port shares it. */
export const PAGE_KEY_ITEM = 'sluice-page-key';

/** Header that carries a page's proof that it holds the session key, in addition to the cookie. */
export const PAGE_PROOF_HEADER = 'x-sluice-page';

/**
 * proofText returns the text that a page's proof is an HMAC of. A proof for one call is worthless for another method, path or query. Both
 * ends pass path and query in URL form. proofText sorts the query by name, in place, because Next hands route handlers repeated parameters
 * grouped together.
 */
export function proofText(
  challenge: string,
  method: string,
  url: { pathname: string; searchParams: { sort(): void; toString(): string } },
): string {
  url.searchParams.sort();
  return [challenge, method.toUpperCase(), `${url.pathname}?${url.searchParams.toString()}`].join('\n');
}

/** Header by which `npm run open` proves that it has the script token without sending it. */
export const SCRIPT_PROOF_HEADER = 'x-sluice-script';

/** GET returns the server's challenge, POST exchanges a launch code for a session, DELETE ends the session. */
export const SESSION_PATH = '/api/session';

/** POST, for scripts: returns a new launch code. */
export const CODES_PATH = '/api/session/codes';

/** Page that removes a launch code from its address and exchanges it. */
export const ENTER_PATH = '/enter';

/** Page shown after signing out. */
export const SIGNED_OUT_PATH = '/signed-out';

/** Why a launch code was refused. */
export type CodeRefusal = 'used' | 'expired' | 'unknown';
