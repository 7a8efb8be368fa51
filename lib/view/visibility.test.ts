import { expect, test } from 'vitest';
import { openableUrl } from '#lib/view/visibility.ts';

test.each([
  ['http://hello.default.example.com', true],
  ['https://next-hello.default.example.com', true],
  ['http://hello.default.svc.cluster.local', false],
  ['http://next-hello.default.svc.cluster.local', false],
  ['http://next-hello.default.svc', false],
  ['javascript:alert(1)', false],
])('%s may be opened by a browser: %s', (address, may) => {
  expect(openableUrl(address)).toBe(may ? address : null);
});
