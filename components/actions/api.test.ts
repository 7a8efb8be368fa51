import { expect, it } from 'vitest';
import { ApiError, isUnanswered, readAnswer, toApiError } from '#components/actions/api.ts';
import { shiftTraffic } from '#lib/api/contract.ts';
import { errorResponse, ApiError as Refusal } from '#server/http/api-error.ts';

it('reads a conflict as the server sends it, with the current traffic', async () => {
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

it('does not mistake the fields of a bad request for fields of the webhook', async () => {
  const response = errorResponse(
    new Refusal('badRequest', 'wrong', { fields: [{ path: 'uid', message: 'is too long' }] }),
  );
  expect(toApiError(response.status, await response.json())).toMatchObject({
    code: 'badRequest',
    fields: [],
  });
});

it.each([
  ['text', '<html>'],
  ['nothing', null],
  ['a code that the contract does not have', { error: { code: 'teapot', message: 'short and stout' } }],
  ['a refusal without its details', { error: { code: 'stale', message: 'old' } }],
  ['fields in another form', { error: { code: 'invalid', message: 'no', fields: 'spec.traffic' } }],
])('treats a response that is not from the API as unknown: %s', (_what, body) => {
  expect(toApiError(502, body)).toMatchObject({ code: 'unknown', fields: [], theirs: undefined });
});

it('accepts a response only in the form of the contract, and drops fields of a later version', () => {
  const answer = { traffic: [{ percent: 100 }], generation: 3, changed: true, warnings: [] };
  expect(readAnswer(shiftTraffic, { ...answer, later: 1 })).toEqual(answer);
  for (const wrong of [null, {}, { ...answer, generation: '3' }, { ...answer, traffic: null }])
    expect(() => readAnswer(shiftTraffic, wrong)).toThrow(expect.objectContaining({ code: 'unknown' }));
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
] as const)('a write that ends with %s may have succeeded: %s', (code, isOpen) => {
  expect(isUnanswered(new ApiError(code, ''))).toBe(isOpen);
});
