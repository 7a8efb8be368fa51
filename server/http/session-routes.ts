import { type CodeRefusal, SCRIPT_PROOF_HEADER } from '#lib/access/page-access.ts';
import * as contract from '#lib/api/contract.ts';
import type { Access } from '#server/access/access.ts';
import { openAccess } from '#server/access/open-access.ts';
import { SESSION_LIFE_MS } from '#server/access/sessions.ts';
import { currentCluster, openCluster } from '#server/cluster.ts';
import { ApiError, errorResponse } from '#server/http/api-error.ts';
import { readJson } from '#server/http/body.ts';
import { checkApiRequest, checkHost, checkOwnPage, visitorOf } from '#server/http/guard.ts';
import { jsonAnswer } from '#server/http/json-answer.ts';
import { guarded } from '#server/http/route.ts';
import { toApiError } from '#server/http/to-api-error.ts';

const MAX_BODY_BYTES = 1_024;

const REFUSED: Record<CodeRefusal, string> = {
  used: 'This code has been used; each works once.',
  expired: 'This code has expired; each is valid for ten minutes.',
  unknown: 'This code is not from this Sluice, which creates a new one at each start.',
};
const AGAIN = 'Press Enter in the terminal where Sluice runs, or run npm run open, for a new address.';

/** tellChallenge returns what pages compute their proof over. It is not a secret. */
export function tellChallenge(request: Request, access: Access): Response {
  checkOwnPage(request, access);
  return jsonAnswer(contract.readChallenge, { challenge: access.challenge });
}

/**
 * exchangeCode turns a launch code into a session. The id goes into a cookie that no script can read, the key to the page, which keeps it
 * where no other origin can read it. Ends any session that the browser already had here.
 */
export async function exchangeCode(request: Request, access: Access): Promise<Response> {
  const host = checkOwnPage(request, access);
  const { code } = await readJson(request, contract.exchangeCode, MAX_BODY_BYTES);
  const outcome = access.codes.redeem(code);
  if (outcome !== 'ok') refuseCode(outcome, access);
  const before = visitorOf(request.headers, access)?.session;
  const { id, key, mark } = access.sessions.start(host);
  if (before !== undefined) access.sessions.end(before);
  access.onSession('signedIn', { host, mark }, access.sessions.size);
  const setCookie = cookie(access, id, SESSION_LIFE_MS / 1_000);
  return jsonAnswer(contract.exchangeCode, { key }, { 'set-cookie': setCookie });
}

/** signOut ends the session of the calling page, and the streams of all its tabs. */
export function signOut(request: Request, access: Access): Response {
  const { session } = checkApiRequest(request, access);
  if (session === undefined)
    throw new ApiError('badRequest', 'A script has no session to end; stop Sluice to invalidate its token.');
  access.sessions.end(session);
  access.onSession('signedOut', session, access.sessions.size);
  return jsonAnswer(contract.signOut, {}, { 'set-cookie': cookie(access, '', 0) });
}

/**
 * issueCode issues a launch code to a caller with the script token, and returns the addresses that it opens. A script sends the token, or a
 * proof of it: then the response carries a proof too, since whatever listens on the port may not be Sluice.
 */
export function issueCode(request: Request, access: Access): Response {
  const given = request.headers.get(SCRIPT_PROOF_HEADER);
  if (given !== null) {
    checkHost(request, access);
    const prove = access.answerScript(given);
    if (prove === undefined)
      throw new ApiError('unauthorized', 'This proof was not made with the script token of this Sluice.');
    return tellAddresses(access, prove);
  }
  const { caller } = checkApiRequest(request, access);
  // A page that could issue codes could pass its session on forever.
  if (caller.kind !== 'local' || caller.via !== 'bearer')
    throw new ApiError('unauthorized', 'Only the script token may create codes.');
  return tellAddresses(access);
}

function tellAddresses(access: Access, prove?: (addresses: readonly [string, string]) => string): Response {
  const { code, expiresAt } = access.codes.issue();
  const { own, shared } = access.addresses(code);
  const proof = prove?.([own, shared]);
  return jsonAnswer(contract.issueCode, {
    code,
    expiresAt: new Date(expiresAt).toISOString(),
    address: own,
    fallbackAddress: shared,
    proof,
  });
}

/** answerSession runs one of these handlers, and turns anything it throws into the common error body. */
export async function answerSession(
  request: Request,
  handler: (request: Request, access: Access) => Response | Promise<Response>,
  access = openAccess(),
): Promise<Response> {
  // Next answers HEAD with the GET handler.
  if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET' } });
  try {
    return guarded(await handler(request, access));
  } catch (error) {
    const refusal = toApiError(error);
    if (refusal.code === 'internal') openCluster().log.error({ err: error }, 'a session request failed');
    currentCluster()?.refusals.note(refusal.code);
    return guarded(errorResponse(refusal));
  }
}

function refuseCode(outcome: CodeRefusal, access: Access): never {
  const retryAfter = access.wrongCodes.count(outcome);
  if (retryAfter === undefined)
    throw new ApiError('unauthorized', `${REFUSED[outcome]} ${AGAIN}`, { reason: outcome });
  throw new ApiError('tooMany', `Too many wrong codes were tried. Try again in ${retryAfter} s. ${AGAIN}`, {
    retryAfterSeconds: retryAfter,
  });
}

function cookie(access: Access, value: string, maxAgeS: number): string {
  return `${access.cookieName}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict`;
}
