import { randomBytes } from 'node:crypto';
import { ENTER_PATH, SIGNED_OUT_PATH } from '#lib/access/page-access.ts';
import type { Gate } from '#server/access/gate.ts';
import { hostKind } from '#server/access/hosts.ts';
import { type HeaderReader, visitorOf } from '#server/http/guard.ts';

/** What to do with a page request. */
export type PageVerdict =
  | { type: 'show' }
  /** The page that exchanges a launch code. Anyone may see it, signed in or not. */
  | { type: 'enter' }
  | { type: 'signedOut' }
  /** A link from another site: the strict cookie was not sent, and will be when the page reloads itself. */
  | { type: 'reload' }
  | { type: 'refuse'; status: 401 | 421; reason: 'noSession' | 'wrongHost' };

/** judgePage decides what to do with a page request by its Host, path and cookie. */
export function judgePage(request: { url: URL; headers: HeaderReader }, gate: Gate): PageVerdict {
  const { url, headers } = request;
  if (hostKind(headers.get('host'), gate.ownHost) === undefined)
    return { type: 'refuse', status: 421, reason: 'wrongHost' };
  if (url.pathname === ENTER_PATH) return { type: 'enter' };
  if (url.pathname === SIGNED_OUT_PATH) return { type: 'signedOut' };
  if (visitorOf(headers, gate) !== undefined) return { type: 'show' };
  const site = headers.get('sec-fetch-site');
  const fromElsewhere = site === 'cross-site' || site === 'same-site';
  if (fromElsewhere && headers.get('sec-fetch-mode') === 'navigate') return { type: 'reload' };
  return { type: 'refuse', status: 401, reason: 'noSession' };
}

/** newNonce generates the nonce for one page's Content-Security-Policy. */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/** securityHeaders returns the headers of every page. `development` allows what next dev needs: eval and its own styles. */
export function securityHeaders(nonce: string, development: boolean): Record<string, string> {
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Widths of traffic bars and positions of thumbs are style attributes. They can only change how their own element looks.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
