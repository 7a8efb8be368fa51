import { createHash, timingSafeEqual } from 'node:crypto';
import type { Caller } from '#server/caller.ts';
import { ApiError } from '#server/http/api-error.ts';

/** The part of a request's headers that the guard reads. */
export interface HeaderReader {
  get(name: string): string | null;
}

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/**
 * isLoopbackHost tells whether the Host header names this machine. A page that rebinds its own DNS name to 127.0.0.1 still
 * sends that name, so this is what keeps it out. Any port passes: a forwarded port need not be the same on both ends.
 */
export function isLoopbackHost(host: string | null): boolean {
  return host !== null && LOOPBACK_HOST.test(host);
}

/** cookieName returns the launch cookie's name. Cookies do not tell ports apart, so the port is in it. */
export function cookieName(port: number): string {
  return `sluice-${port}`;
}

/** sameToken compares in constant time, whatever the lengths. */
export function sameToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** callerOf tells who makes a request by its bearer token or launch cookie; undefined when neither is right. */
export function callerOf(headers: HeaderReader, config: { token: string; port: number }): Caller | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined)
    return sameToken(bearer, config.token) ? { kind: 'local', via: 'bearer' } : undefined;
  const cookie = readCookie(headers.get('cookie') ?? '', cookieName(config.port));
  if (cookie !== undefined && sameToken(cookie, config.token)) return { kind: 'local', via: 'cookie' };
  return undefined;
}

/**
 * checkApiRequest lets a request to the HTTP API through, or throws the ApiError that says why not. A cookie is sent by any
 * page of any port of this machine, so a request that proves itself by cookie must also come from Sluice's own pages.
 */
export function checkApiRequest(
  request: { method: string; headers: HeaderReader },
  config: { token: string; port: number },
): Caller {
  const { headers } = request;
  if (!isLoopbackHost(headers.get('host')))
    throw new ApiError(
      'wrongHost',
      'Sluice answers on 127.0.0.1 and localhost only; this request named another host.',
    );
  const caller = callerOf(headers, config);
  if (caller === undefined)
    throw new ApiError(
      'unauthorized',
      'This needs the launch token: open the address that Sluice printed at its start, or send Authorization: Bearer <token>.',
    );
  if (caller.kind === 'local' && caller.via === 'cookie' && !isOwnPage(request))
    throw new ApiError(
      'crossSite',
      "A page of another site asked for this. Only Sluice's own pages may; scripts send the bearer token.",
    );
  return caller;
}

/** Sec-Fetch-Site where the browser sends it, else Origin (OWASP's order); reads without either are not from a page. */
function isOwnPage(request: { method: string; headers: HeaderReader }): boolean {
  const { headers } = request;
  const safe = request.method === 'GET' || request.method === 'HEAD';
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || (safe && site === 'none');
  const origin = headers.get('origin');
  if (origin === null) return safe;
  return origin === `http://${headers.get('host')}`;
}

function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}
