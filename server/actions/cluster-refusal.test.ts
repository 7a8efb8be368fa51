import { expect, it, vi } from 'vitest';
import { clusterRefusal } from '#server/actions/cluster-refusal.ts';

const REQUEST = { verb: 'patch', path: '/apis/serving.knative.dev/v1/namespaces/default/services/hello' };

/** The modules once more, as the build holds them apart for instrumentation and for each route. */
async function otherCopies() {
  vi.resetModules();
  return {
    ...(await import('#server/kubernetes/errors.ts')),
    ...(await import('#server/http/api-error.ts')),
  };
}

it.each([
  ['a refusal of its own', 'stale', (from) => new from.ApiError('stale', 'old', { kinds: ['Route'] })],
  ['the webhook’s refusal', 'invalid', (from) => status(from, 400)],
  ['a failed test of the patch', 'invalid', (from) => status(from, 422)],
  ['expired credentials', 'clusterUnauthorized', (from) => status(from, 401)],
  ['a plugin that fails', 'clusterUnauthorized', (from) => new from.CredentialsError('no such file')],
  ['RBAC’s refusal', 'forbidden', (from) => status(from, 403)],
  ['a Service that is gone', 'notFound', (from) => status(from, 404)],
  ['a fault of the API server', 'unreachable', (from) => status(from, 500)],
  ['no connection', 'unreachable', (from) => new from.ConnectionError(REQUEST, new Error('ECONNREFUSED'))],
  ['silence', 'unreachable', (from) => new from.RequestTimeoutError(REQUEST, 'headers')],
  ['nonsense', 'unreachable', (from) => new from.ProtocolError(REQUEST, 'is no JSON')],
  ['anything else', 'internal', () => new TypeError('x is undefined')],
] satisfies [
  string,
  string,
  (from: Copies) => Error,
][])('%s becomes %s, whichever copy of the class threw it', async (_what, code, make) => {
  const copies = await otherCopies();
  expect(clusterRefusal(make(copies))).toMatchObject({ code });
});

it('a refusal of its own keeps its details', async () => {
  const { ApiError } = await otherCopies();
  const error = new ApiError('stale', 'old', { kinds: ['Route'] });
  expect(clusterRefusal(error)).toBe(error);
});

type Copies = Awaited<ReturnType<typeof otherCopies>>;

function status(from: Copies, code: number): Error {
  return new from.ApiStatusError(REQUEST, { code, message: 'its words' });
}
