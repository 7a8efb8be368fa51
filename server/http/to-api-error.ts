import { parseWebhookMessage } from '#lib/knative/webhook-message.ts';
import { IdentityConflictError, StaleError, TrafficConflictError } from '#server/actions/errors.ts';
import { ApiError } from '#server/http/api-error.ts';
import {
  ApiStatusError,
  ConnectionError,
  CredentialsError,
  isForbidden,
  isNotFound,
  isThrottled,
  isUnauthorized,
  ProtocolError,
  ReadOnlyError,
  RequestTimeoutError,
} from '#server/kubernetes/errors.ts';
import { TooManyError } from '#server/live/too-many-error.ts';
import { UnreadableKindError } from '#server/reads/unreadable-kind-error.ts';

/** toApiError maps a failure to an HTTP error, whatever raised it. It is the only place that does. The cluster's own words are kept. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return ofDomain(error) ?? ofCluster(error);
}

/** Maps Sluice's own decisions; undefined for any other failure. */
function ofDomain(error: unknown): ApiError | undefined {
  const cause = { cause: error };
  if (error instanceof TrafficConflictError)
    return new ApiError('conflict', error.message, { ...error.standing }, cause);
  if (error instanceof IdentityConflictError)
    return new ApiError('conflict', error.message, { change: error.change }, cause);
  if (error instanceof StaleError)
    return new ApiError('stale', error.message, { since: error.since, kinds: error.kinds }, cause);
  if (error instanceof ReadOnlyError) return new ApiError('readOnly', error.message, {}, cause);
  if (error instanceof UnreadableKindError) return new ApiError('notFound', error.message, {}, cause);
  if (error instanceof TooManyError)
    return new ApiError('tooMany', error.message, { retryAfterSeconds: error.retryAfterSeconds }, cause);
  return undefined;
}

/** Maps failed requests to the API server; `internal` for anything else. */
function ofCluster(error: unknown): ApiError {
  const cause = { cause: error };
  if (error instanceof CredentialsError) return new ApiError('clusterUnauthorized', error.message, {}, cause);
  if (isUnauthorized(error))
    return new ApiError(
      'clusterUnauthorized',
      'The cluster does not accept the credentials of the kubeconfig; they may have expired. Sign in again as you do for kubectl.',
      {},
      cause,
    );
  if (error instanceof ApiStatusError) {
    if (error.foreign) {
      const words = error.message.replace(/^the API server/, 'The API server');
      return new ApiError('unreachable', `${words}.`, {}, cause);
    }
    if (isForbidden(error)) return new ApiError('forbidden', error.message, {}, cause);
    if (isThrottled(error)) {
      const retryAfterSeconds = Math.ceil((error.retryAfterMs ?? 1_000) / 1_000);
      return new ApiError(
        'tooMany',
        `The API server is throttling requests: ${error.message}`,
        { retryAfterSeconds },
        cause,
      );
    }
    if (isNotFound(error)) return new ApiError('notFound', error.message, {}, cause);
    if (error.code >= 400 && error.code < 500)
      return new ApiError('invalid', error.message, { fields: fieldsOf(error.message) }, cause);
    return new ApiError('unreachable', `The API server answered ${error.code}: ${error.message}`, {}, cause);
  }
  if (error instanceof ConnectionError || error instanceof RequestTimeoutError)
    return new ApiError('unreachable', `The API server cannot be reached: ${error.message}`, {}, cause);
  if (error instanceof ProtocolError)
    return new ApiError('unreachable', `The API server: ${error.message}`, {}, cause);
  return new ApiError('internal', 'Sluice failed to do this; see its log for the reason.', {}, cause);
}

function fieldsOf(message: string): { message: string; paths: string[] }[] {
  return parseWebhookMessage(message).errors.map(({ message: words, paths }) => ({ message: words, paths }));
}
