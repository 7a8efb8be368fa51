import { z } from 'zod';
import { type CodeRefusal, SCRIPT_PROOF_HEADER } from '#lib/access/page-access.ts';
import type { Access } from '#server/access/access.ts';
import { openAccess } from '#server/access/open-access.ts';
import { SESSION_LIFE_MS } from '#server/access/sessions.ts';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';
import { currentCluster, openCluster } from '#server/cluster.ts';
import { ApiError, errorResponse } from '#server/http/api-error.ts';
import { readJson } from '#server/http/body.ts';
import { checkApiRequest, checkHost, checkOwnPage, visitorOf } from '#server/http/guard.ts';
import { guarded } from '#server/http/route.ts';

const MAX_BODY_BYTES = 1_024;
const NO_STORE = { 'cache-control': 'no-store' };
const exchangeBody = z.object({ code: z.string().min(1).max(200) });

const REFUSED: Record<CodeRefusal, string> = {
  used: 'This code has been used; each opens Sluice once.',
  expired: 'This code is too old; each waits ten minutes for its use.',
  unknown: 'This code is none of this Sluice’s; a new one is made at each start.',
};
const AGAIN = 'Press Enter in the terminal where Sluice runs, or run npm run open, for a new address.';

/** tellChallenge answers what pages compute their proof over; it is no secret. */
export function tellChallenge(request: Request, access: Access): Response {
  checkOwnPage(request, access);
  return Response.json({ challenge: access.challenge }, { headers: NO_STORE });
}

/**
 * exchangeCode turns a launch code into a session: its id goes into a cookie that no script reads, its key to the page, which
 * keeps it where no other origin reads it. A session that the browser had here ends with that.
 */
export async function exchangeCode(request: Request, access: Access): Promise<Response> {
  const host = checkOwnPage(request, access);
  const { code } = await readJson(request, exchangeBody, MAX_BODY_BYTES);
  const outcome = access.codes.redeem(code);
  if (outcome !== 'ok') refuseCode(outcome, access);
  const before = visitorOf(request.headers, access)?.session;
  const { id, key, mark } = access.sessions.start(host);
  if (before !== undefined) access.sessions.end(before);
  access.onSession('signedIn', { host, mark }, access.sessions.size);
  return Response.json(
    { key },
    { headers: { ...NO_STORE, 'set-cookie': cookie(access, id, SESSION_LIFE_MS / 1_000) } },
  );
}

/** signOut ends the session of the page that asks, and the streams of all its tabs. */
export function signOut(request: Request, access: Access): Response {
  const { session } = checkApiRequest(request, access);
  if (session === undefined)
    throw new ApiError('badRequest', 'A script has no session to end; stop Sluice to end its token.');
  access.sessions.end(session);
  access.onSession('signedOut', session, access.sessions.size);
  return Response.json({}, { headers: { ...NO_STORE, 'set-cookie': cookie(access, '', 0) } });
}

/**
 * issueCode makes a fresh launch code for whoever has the script token, and the addresses that it opens. A script sends the token, or
 * a proof of it: then the answer carries a proof too, since what listens on the port may be no Sluice.
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
  // A page that could make codes could hand its session on for ever.
  if (caller.kind !== 'local' || caller.via !== 'bearer')
    throw new ApiError('unauthorized', 'Codes are made for the script token only.');
  return tellAddresses(access);
}

function tellAddresses(access: Access, prove?: (addresses: readonly [string, string]) => string): Response {
  const { code, expiresAt } = access.codes.issue();
  const { own, shared } = access.addresses(code);
  const proof = prove?.([own, shared]);
  return Response.json(
    { code, expiresAt: new Date(expiresAt).toISOString(), address: own, fallbackAddress: shared, proof },
    { headers: NO_STORE },
  );
}

/** answerSession runs one of these, and turns what it throws into the one body of refusals. */
export async function answerSession(
  request: Request,
  handler: (request: Request, access: Access) => Response | Promise<Response>,
  access = openAccess(),
): Promise<Response> {
  // Next answers HEAD by the handler of GET.
  if (request.method === 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET' } });
  try {
    return guarded(await handler(request, access));
  } catch (error) {
    const refusal = clusterRefusal(error);
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
