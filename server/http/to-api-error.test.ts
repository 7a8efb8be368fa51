import { expect, it, vi } from 'vitest';
import { errorBody } from '#lib/api/error-body.ts';
import * as z from '#lib/api/zod.ts';
import { IdentityConflictError, StaleError, TrafficConflictError } from '#server/actions/errors.ts';
import { errorResponse } from '#server/http/api-error.ts';
import { toApiError } from '#server/http/to-api-error.ts';
import { ApiStatusError, ReadOnlyError } from '#server/kubernetes/errors.ts';
import { TooManyError } from '#server/live/too-many-error.ts';

const REQUEST = { verb: 'patch', path: '/apis/serving.knative.dev/v1/namespaces/default/services/hello' };

const STANDING = { theirs: [{ latestRevision: true, percent: 100 }], uid: 'u', generation: 3, by: 'ann' };

/** Loads the modules a second time, as the build has separate copies for instrumentation and for each route. */
async function otherCopies() {
  vi.resetModules();
  return {
    ...(await import('#server/kubernetes/errors.ts')),
    ...(await import('#server/http/api-error.ts')),
    ...(await import('#server/actions/errors.ts')),
    ...(await import('#server/reads/unreadable-kind-error.ts')),
    ...(await import('#server/live/too-many-error.ts')),
  };
}

it.each([
  ['a refusal of HTTP’s own', 'tooLarge', (from) => new from.ApiError('tooLarge', 'too large')],
  ['a conflict', 'conflict', (from) => new from.TrafficConflictError('changed', STANDING)],
  ['another identity than was shown', 'conflict', (from) => new from.IdentityConflictError(null)],
  ['a possibly stale view', 'stale', (from) => new from.StaleError('2026-01-01T00:00:00Z', ['Route'])],
  ['a Sluice that is read-only', 'readOnly', (from) => new from.ReadOnlyError()],
  ['a kind that is not shown', 'notFound', (from) => new from.UnreadableKindError('v1', 'Secret')],
  ['a reached limit', 'tooMany', (from) => new from.TooManyError('wait', 3)],
  ['the webhook’s refusal', 'invalid', (from) => status(from, 400)],
  ['a failed test of the patch', 'invalid', (from) => status(from, 422)],
  ['expired credentials', 'clusterUnauthorized', (from) => status(from, 401)],
  ['a plugin that fails', 'clusterUnauthorized', (from) => new from.CredentialsError('no such file')],
  ['RBAC’s refusal', 'forbidden', (from) => status(from, 403)],
  ['a Service that is gone', 'notFound', (from) => status(from, 404)],
  ['a fault of the API server', 'unreachable', (from) => status(from, 500)],
  ['no connection', 'unreachable', (from) => new from.ConnectionError(REQUEST, new Error('ECONNREFUSED'))],
  ['silence', 'unreachable', (from) => new from.RequestTimeoutError(REQUEST, 'headers')],
  ['nonsense', 'unreachable', (from) => new from.ProtocolError(REQUEST, 'is not valid JSON')],
  ['anything else', 'internal', () => new TypeError('x is undefined')],
] satisfies [
  string,
  string,
  (from: Copies) => Error,
][])('%s becomes %s, whichever copy of the class threw it', async (_what, code, make) => {
  const copies = await otherCopies();
  expect(toApiError(make(copies))).toMatchObject({ code });
});

it('an HTTP refusal is unchanged', async () => {
  const { ApiError } = await otherCopies();
  const error = new ApiError('badRequest', 'wrong', { fields: [{ path: 'uid', message: 'is empty' }] });
  expect(toApiError(error)).toBe(error);
});

it('the details that the contract promises with a code come from the original error', () => {
  expect(toApiError(new TrafficConflictError('changed', STANDING)).details).toEqual(STANDING);
  expect(toApiError(new IdentityConflictError(null)).details).toEqual({ change: null });
  expect(toApiError(new StaleError('2026-01-01T00:00:00Z', ['Route'])).details).toEqual({
    since: '2026-01-01T00:00:00Z',
    kinds: ['Route'],
  });
  expect(toApiError(new TooManyError('wait', 3)).details).toEqual({ retryAfterSeconds: 3 });
});

it('the body of every refusal matches the contract', async () => {
  const errors = [
    new TrafficConflictError('changed', STANDING),
    new IdentityConflictError(null),
    new StaleError('2026-01-01T00:00:00Z', []),
    new ReadOnlyError(),
    new TooManyError('wait', 3),
    new ApiStatusError(REQUEST, { code: 422, message: 'denied: missing field(s): spec.traffic' }),
    new ApiStatusError(REQUEST, { code: 429, message: 'slow down' }),
    new TypeError('x is undefined'),
  ];
  for (const error of errors) {
    const body: unknown = await errorResponse(toApiError(error)).json();
    expect(z.parse(errorBody, body)).toEqual(body);
  }
});

type Copies = Awaited<ReturnType<typeof otherCopies>>;

function status(from: Copies, code: number): Error {
  return new from.ApiStatusError(REQUEST, { code, message: 'its words' });
}
