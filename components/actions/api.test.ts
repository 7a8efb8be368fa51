import { expect, it } from 'vitest';
import { ApiError, isUnanswered, toApiError } from '#components/actions/api.ts';
import { errorResponse, ApiError as Refusal } from '#server/http/api-error.ts';

it('reads a conflict as the server sends it, with what stands there instead', async () => {
  const theirs = [{ latestRevision: true, percent: 100 }];
  const response = errorResponse(
    new Refusal('conflict', 'Somebody changed it.', { theirs, uid: 'u', by: 'ann' }),
  );
  const error = toApiError(response.status, await response.json());
  expect(error).toMatchObject({
    code: 'conflict',
    message: 'Somebody changed it.',
    theirs,
    theirUid: 'u',
    by: 'ann',
  });
});

it('reads the fields that the webhook names', async () => {
  const fields = [{ message: 'Traffic targets sum to 90, want 100', paths: ['spec.traffic'] }];
  const response = errorResponse(new Refusal('invalid', 'denied', { fields }));
  expect(toApiError(response.status, await response.json()).fields).toEqual(fields);
});

it('calls an answer that is not the API’s unknown', () => {
  expect(toApiError(502, '<html>')).toMatchObject({ code: 'unknown', fields: [], theirs: undefined });
});

it.each([
  ['network', true],
  ['unknown', true],
  ['unreachable', true],
  ['internal', true],
  ['conflict', false],
  ['invalid', false],
  ['stale', false],
  ['readOnly', false],
  ['unauthorized', false],
  ['tooMany', false],
] as const)('a write that ends with %s may have been done: %s', (code, isOpen) => {
  expect(isUnanswered(new ApiError(code, ''))).toBe(isOpen);
});
