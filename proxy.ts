import { type NextRequest, NextResponse } from 'next/server';
import { assertNever } from '#lib/assert-never.ts';
import { openAccess } from '#server/access/open-access.ts';
import { enterPage, refusalPage, reloadPage, signedOutPage } from '#server/http/access-pages.ts';
import { judgePage, newNonce, securityHeaders } from '#server/http/page-gate.ts';

/** Every page passes here; the HTTP API guards itself (server/http/guard.ts), so that streams do not pay for it. */
export const config = { matcher: ['/((?!api/|_next/static/|(?:healthz|readyz|metrics)$).*)'] };

export function proxy(request: NextRequest): NextResponse {
  // Nothing on a page answers to another method, Next's own actions included.
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new NextResponse(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  const nonce = newNonce();
  const security = securityHeaders(nonce, process.env.NODE_ENV === 'development');
  const verdict = judgePage({ url: request.nextUrl, headers: request.headers }, openAccess());
  const page = (body: string, status: number) =>
    new NextResponse(body, {
      status,
      headers: { ...security, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    });
  switch (verdict.type) {
    case 'refuse':
      return page(refusalPage(verdict.reason, nonce), verdict.status);
    case 'reload':
      return page(reloadPage(), 200);
    case 'enter':
      return page(enterPage(nonce), 200);
    case 'signedOut':
      return page(signedOutPage(nonce), 200);
    case 'show': {
      const headers = new Headers(request.headers);
      headers.set('x-nonce', nonce);
      headers.set('content-security-policy', security['content-security-policy'] ?? '');
      const response = NextResponse.next({ request: { headers } });
      for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
      return response;
    }
    default:
      return assertNever(verdict);
  }
}
