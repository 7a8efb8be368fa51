import { expect, test } from 'vitest';
import { environmentProxy } from '#server/kubernetes/credentials/environment-proxy.ts';

const PROXY = 'http://proxy.example:3128';
const of = (server: string, exceptions: string): string | null =>
  environmentProxy(
    { HTTPS_PROXY: PROXY, HTTP_PROXY: 'plain.example', NO_PROXY: exceptions },
    new URL(server),
  );

// The rules of golang.org/x/net/http/httpproxy.
test.each([
  ['https://api.example', '', true],
  ['https://api.example', 'example', false],
  ['https://api.example', 'ple', true],
  ['https://api.example', '.example', false],
  ['https://example', '.example', true],
  ['https://example', 'example', false],
  ['https://api.example', '*.example', false],
  ['https://api.example', ' other , API.Example ', false],
  ['https://api.example', 'api.example:443', false],
  ['https://api.example:6443', 'api.example:443', true],
  ['https://api.example:6443', 'api.example:6443', false],
  ['https://api.example', '*', false],
  ['https://api.example', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.0.0.0/8', false],
  ['https://11.1.2.3', '10.0.0.0/8', true],
  ['https://10.1.2.3', '10.1.2.3', false],
  ['https://10.1.2.3:6443', '10.1.2.3:443', true],
  ['https://10.1.2.3', '2.3', true],
  ['https://[fd00::1]', 'fd00::/8', false],
  ['https://[fd00::1]', 'fd00::1', false],
  ['https://[fd00::1]:6443', '[fd00::1]:6443', false],
  ['https://[fd00::2]', 'fd00::1', true],
  ['https://10.1.2.3', '10.0.0.0/99', true],
  ['https://localhost:6443', '', false],
  ['https://127.9.9.9', '', false],
  ['https://[::1]:6443', '', false],
])('%s with NO_PROXY=%s goes through the proxy: %s', (server, exceptions, isProxied) => {
  expect(of(server, exceptions)).toBe(isProxied ? PROXY : null);
});

test('plain HTTP has its own variable, host:port means http, and uppercase takes precedence', () => {
  expect(of('http://api.example', '')).toBe('http://plain.example');
  const both = { HTTPS_PROXY: '', https_proxy: 'lower.example:1', http_proxy: 'x' };
  expect(environmentProxy(both, new URL('https://api.example'))).toBe('http://lower.example:1');
  expect(environmentProxy({ ...both, HTTPS_PROXY: PROXY }, new URL('https://api.example'))).toBe(PROXY);
  expect(environmentProxy({ ALL_PROXY: PROXY }, new URL('https://api.example'))).toBeNull();
});
