import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { straighten } from '#server/http/request-line.ts';

const straightened = (url: string, host = '127.0.0.1:3000') => {
  const request = { url, headers: { host } };
  straighten(request);
  return { url: request.url, host: request.headers.host };
};

test.each([
  ['/c/x?a=%zz', '/c/x?a=%zz'],
  ['/api/c/x/topics/%', '/api/c/x/topics/%25'],
  ['/api/c/x/topics/%zz/%20', '/api/c/x/topics/%25zz/%20'],
  ['/api/c/x/topics/%ff%20', '/api/c/x/topics/%25ff%2520'],
  ['/c/a%252Fb', '/c/a%252Fb'],
  ['*', '/*'],
])('%s is read as %s', (url, expected) => {
  expect(straightened(url)).toEqual({ url: expected, host: '127.0.0.1:3000' });
});

test('the host of an absolute-form request target is the one that is checked', () => {
  expect(straightened('http://evil.example/?token=x')).toEqual({ url: '/?token=x', host: 'evil.example' });
  expect(straightened('HTTPS://evil.example')).toEqual({ url: '/', host: 'evil.example' });
  expect(straightened('http://evil.example?x')).toEqual({ url: '/?x', host: 'evil.example' });
});

test('every segment is decodable afterwards, and segments that already were stay unchanged', () => {
  const segment = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('%', '%2', '%ff', '%20', 'a', '%c3%a4'), { maxLength: 4 })
      .map((it) => it.join('')),
  );
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
      const path = `/${segments.map((it) => it.replaceAll(/[/?]/g, '')).join('/')}`;
      const after = straightened(path).url.split('/');
      for (const it of after) expect(() => decodeURIComponent(it)).not.toThrow();
      const kept = path.split('/').filter((it, index) => {
        try {
          return decodeURIComponent(it) !== decodeURIComponent(after[index] ?? '');
        } catch {
          return decodeURIComponent(after[index] ?? '') !== it;
        }
      });
      expect(kept).toEqual([]);
    }),
  );
});

test('a method that Request forbids, and the asterisk form, become ones that no route has', () => {
  const trace = { method: 'TRACE', url: '/metrics', headers: {} };
  straighten(trace);
  expect(trace).toMatchObject({ method: 'NONE', url: '/metrics' });
  expect(() => new Request('http://localhost', { method: trace.method })).not.toThrow();
  const all = { method: 'OPTIONS', url: '*', headers: {} };
  straighten(all);
  expect(all).toMatchObject({ method: 'OPTIONS', url: '/*' });
});
