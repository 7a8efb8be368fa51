import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeUrl } from '#lib/view/safe-url.ts';

test.each([
  'http://hello.default.example.com',
  'https://hello.default.example.com/path?a=1&b=%20#c',
  'http://canary-hello.default.127.0.0.1.sslip.io',
  'http://127.0.0.1:8080/',
  'http://[::1]:8080',
  'http://hello.default.svc.cluster.local',
  'https://xn--bcher-kva.example',
  'HTTP://HELLO.example',
])('%s may be a link', (address) => {
  expect(safeUrl(address)).toBe(address);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt://example.com/%0aalert(1)',
  ' javascript:alert(1)',
  ' \u0001java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vscode://evil.example/run?cmd=1',
  'file:///etc/passwd',
  'ftp://example.com',
  'https:example.com',
  '//example.com',
  '/c/other',
  'https:///example.com',
  'https://google.com@evil.example',
  'https://me:secret@evil.example',
  'https://google.com\\@evil.example',
  'https://example.com\\..\\x',
  'https://exa\tmple.com',
  'https://example.com/\u202egnp.exe',
  'https://example.com/\u0000',
  'https://bücher.example',
  'https://example.com:port',
  'https://example.com/a b',
  'https://example.com\n',
  '',
  `https://example.com/${'a'.repeat(3_000)}`,
])('%j may not', (address) => {
  expect(safeUrl(address)).toBeNull();
});

test('an accepted URL is a web address for the browser too, on the host that it shows', () => {
  const piece = fc.constantFrom(
    'http',
    'https',
    'javascript',
    ':',
    '//',
    '/',
    '\\',
    '@',
    '.',
    'a',
    'b.c',
    '[::1]',
    ':80',
    '?',
    '#',
    ' ',
    '\t',
    '\n',
    '%00',
    '\u202e',
    'é',
  );
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
    fc.array(piece, { maxLength: 10 }).map((pieces) => `https://a${pieces.join('')}`),
  );
  fc.assert(
    fc.property(any, (address) => {
      const safe = safeUrl(address);
      // An address with a port above 65,535 is not valid and leads nowhere.
      const url = safe === null || !URL.canParse(safe) ? null : new URL(safe);
      expect(['http:', 'https:', undefined]).toContain(url?.protocol);
      expect([url?.username, url?.password].join('')).toBe('');
      const shown = /^https?:\/\/([^/?#]*)/i.exec(safe ?? '')?.[1]?.toLowerCase() ?? '';
      const isOfHost =
        url === null || shown.startsWith(url.hostname) || /^[\d.a-fx]+(:\d+)?$|^\[/.test(shown);
      expect(isOfHost).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
