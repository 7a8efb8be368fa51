import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Pair } from '#tests/system/kubeconfigs/certificates.ts';

/** jwt builds a JSON Web Token whose signature nobody checks. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** An OpenID Connect issuer that knows one refresh token. */
export async function startIssuer(pair: Pair, idToken: string) {
  const server = createServer(pair, (incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      const answer = (code: number, value: object): void => {
        outgoing.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (incoming.url === '/.well-known/openid-configuration')
        return answer(200, { token_endpoint: `${url}/token` });
      const form = new URLSearchParams(body);
      if (incoming.url !== '/token' || form.get('refresh_token') !== 'refresh-1')
        return answer(400, { error: 'invalid_grant' });
      return answer(200, {
        access_token: 'a',
        token_type: 'Bearer',
        id_token: idToken,
        refresh_token: 'refresh-1',
      });
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const url = `https://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, close };
}
