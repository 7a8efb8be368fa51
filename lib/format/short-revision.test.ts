import { expect, it } from 'vitest';
import { shortRevision } from './short-revision.ts';

it('shortens only revision names that Knative generated', () => {
  expect(shortRevision('cart-00042', 'cart')).toBe('00042');
  expect(shortRevision('hello-world', 'hello')).toBe('hello-world');
  expect(shortRevision('other', 'cart')).toBe('other');
});
