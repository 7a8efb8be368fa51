import { PAGE_PROOF_HEADER } from '#lib/access/page-access.ts';
import { assertNever } from '#lib/assert-never.ts';
import type { Gate } from '#server/access/gate.ts';
import { type HostKind, hostKind } from '#server/access/hosts.ts';
import type { Session } from '#server/access/sessions.ts';
import type { Caller } from '#server/caller.ts';
import { ApiError } from '#server/http/api-error.ts';

/** The part of a request's headers that the guard reads. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** The part of a request that the guard reads. */
export interface ApiRequest {
  method: string;
  /** A full URL, as in Request, or just the path. */
  url: string;
  headers: HeaderReader;
}

/** The caller, and how they were authenticated. */
export interface Visitor {
  caller: Caller;
  /** Kind of address the request was sent to. */
  host: HostKind;
  /** The cookie's session; absent for scripts. */
  session?: Session;
}

/** Why the HTTP API refuses a request. */
export type GuardRefusal = 'wrongHost' | 'noToken' | 'wrongToken' | 'noSession' | 'crossSite' | 'noProof';

export type GuardVerdict = { type: 'admit'; visitor: Visitor } | { type: 'refuse'; reason: GuardRefusal };

/**
 * visitorOf identifies the caller by script token or session cookie, without the proof that API calls need. It tries every cookie with the
 * name: any port may have set one too, and a cookie with a longer path comes first.
 */
export function visitorOf(headers: HeaderReader, gate: Gate): Visitor | undefined {
  const host = hostKind(headers.get('host'), gate.ownHost);
  if (host === undefined) return undefined;
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const isRight = bearer !== undefined && gate.isScriptToken(bearer);
    return isRight ? { caller: { kind: 'local', via: 'bearer' }, host } : undefined;
  }
  for (const id of cookiesNamed(headers.get('cookie') ?? '', gate.cookieName)) {
    const session = gate.findSession(id, host);
    if (session !== undefined) return { caller: { kind: 'local', via: 'cookie' }, host, session };
  }
  return undefined;
}

/**
 * judgeRequest decides whether to let a request to the HTTP API through. Scripts send only the script token. Pages send the cookie, which
 * on a shared address any program on this machine can have sent to itself. So the cookie counts only together with the proof of the page's
 * key, which no other origin can read, and only from Sluice's own pages.
 */
export function judgeRequest(request: ApiRequest, gate: Gate): GuardVerdict {
  const refuse = (reason: GuardRefusal): GuardVerdict => ({ type: 'refuse', reason });
  const { headers } = request;
  if (hostKind(headers.get('host'), gate.ownHost) === undefined) return refuse('wrongHost');
  const visitor = visitorOf(headers, gate);
  if (visitor === undefined) {
    if (headers.get('authorization') !== null) return refuse('wrongToken');
    return refuse(headers.get('cookie')?.includes(`${gate.cookieName}=`) ? 'noSession' : 'noToken');
  }
  const { session } = visitor;
  if (session === undefined) return { type: 'admit', visitor };
  if (!isOwnPage(request)) return refuse('crossSite');
  if (!gate.isProof(session, request, headers.get(PAGE_PROOF_HEADER) ?? '')) return refuse('noProof');
  return { type: 'admit', visitor };
}

/** checkApiRequest lets a request to the HTTP API through, or throws an ApiError that says why not. */
export function checkApiRequest(request: ApiRequest, gate: Gate): Visitor {
  const verdict = judgeRequest(request, gate);
  if (verdict.type === 'admit') return verdict.visitor;
  throw toApiError(verdict.reason);
}

/** checkOwnPage lets only Sluice's own pages through, signed in or not; throws as checkApiRequest does. */
export function checkOwnPage(request: { method: string; headers: HeaderReader }, gate: Gate): HostKind {
  const host = checkHost(request, gate);
  if (!isOwnPage(request)) throw toApiError('crossSite');
  return host;
}

/** checkHost lets any request through that names one of Sluice's own addresses, whoever the caller; throws as checkApiRequest does. */
export function checkHost(request: { headers: HeaderReader }, gate: Gate): HostKind {
  const host = hostKind(request.headers.get('host'), gate.ownHost);
  if (host === undefined) throw toApiError('wrongHost');
  return host;
}

function toApiError(reason: GuardRefusal): ApiError {
  switch (reason) {
    case 'wrongHost':
      return new ApiError(
        'wrongHost',
        'Sluice answers only on 127.0.0.1, localhost and the name it printed; this request named another host.',
      );
    case 'noToken':
      return new ApiError(
        'unauthorized',
        'This needs a session or the script token: open the address that Sluice printed, or send Authorization: Bearer <token>.',
      );
    case 'wrongToken':
      return new ApiError(
        'unauthorized',
        'This is not the script token of this Sluice. The terminal where Sluice was started shows its file; a session is not a token.',
      );
    case 'noSession':
      return new ApiError(
        'unauthorized',
        'Your session has ended. To get a new address, press Enter in the terminal where Sluice runs, or run npm run open.',
      );
    case 'noProof':
      return new ApiError(
        'unauthorized',
        'The cookie alone gives no access: with each call, a page must also prove that it holds the key of its session. Scripts send the script token.',
      );
    case 'crossSite':
      return new ApiError(
        'crossSite',
        "A page of another site sent this request. Only Sluice's own pages may send it; scripts send the script token.",
      );
    default:
      return assertNever(reason);
  }
}

/** Uses Sec-Fetch-Site where the browser sends it, else Origin (OWASP's order). Reads without either are not from a page. */
function isOwnPage(request: { method: string; headers: HeaderReader }): boolean {
  const { headers } = request;
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || (safe && site === 'none');
  const origin = headers.get('origin');
  if (origin === null) return safe;
  return origin === `http://${headers.get('host')}`;
}

function cookiesNamed(header: string, name: string): string[] {
  const values: string[] = [];
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) values.push(value.join('='));
  }
  return values;
}
