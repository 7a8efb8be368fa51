import { expect, test } from 'vitest';
import { tagHostProblem } from '#lib/traffic/tag-host.ts';

test('tagHostProblem accepts a label of up to 63 characters', () => {
  expect(tagHostProblem('t'.repeat(57), 'hello')).toBeNull();
  expect(tagHostProblem('t'.repeat(58), 'hello')).toBe(
    `"${'t'.repeat(58)}-hello" has 64 characters; a host name label allows 63, so the tag can have at most 57 (with Knative's default tag-template).`,
  );
});
