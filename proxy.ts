import { type NextRequest, NextResponse } from 'next/server';
import { assertNever } from '#lib/assert-never.ts';
import { readConfig } from '#server/config.ts';
import { judgePage, newNonce, securityHeaders } from '#server/http/page-gate.ts';
import { refusalPage, reloadPage } from '#server/http/refusal-page.ts';

/** Every page passes here; the HTTP API guards itself (server/http/guard.ts), so that streams do not pay for it. */
export const config = { matcher: ['/((?!api/|_next/static/|healthz|readyz|metrics).*)'] };

export function proxy(request: NextRequest): NextResponse {
  const nonce = newNonce();
  const security = securityHeaders(nonce, process.env.NODE_ENV === 'development');
  const verdict = judgePage({ url: request.nextUrl, headers: request.headers }, readConfig(process.env));
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
      return new NextResponse(null, {
        status: 303,
        headers: {
          ...security,
          // Next takes absolute addresses only. Joined as text, so that a path like //other.example stays a path.
          location: `http://${request.headers.get('host')}${verdict.location}`,
          'set-cookie': verdict.cookie,
          'cache-control': 'no-store',
        },
      });
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
