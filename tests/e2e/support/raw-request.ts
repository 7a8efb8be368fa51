import { request } from 'node:http';
import type { BrowserContext, Cookie } from '@playwright/test';
import type { Dashboard } from '#tests/e2e/support/dashboard.ts';

const SESSION_COOKIE = /^sluice-\d+-/;

/** isSessionCookie reports whether a cookie's name is that of a Sluice session. */
export function isSessionCookie({ name }: Pick<Cookie, 'name'>): boolean {
  return SESSION_COOKIE.test(name);
}

/** sessionCookie returns the browser's session cookie. Throws when there is none. */
export async function sessionCookie(context: BrowserContext): Promise<Cookie> {
  const found = (await context.cookies()).find((cookie) => isSessionCookie(cookie) && cookie.value !== 'bad');
  if (found === undefined) throw new Error('The browser has no session cookie.');
  return found;
}

/**
 * sendRaw sends a request as a program that is not a browser can: with any header, including Host. It does not wait for a stream's body.
 */
export async function sendRaw(
  dashboard: Dashboard,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string }> {
  return await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: dashboard.port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}
