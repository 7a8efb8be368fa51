import type { WatchFailure, WatchFailureKind } from '#lib/kubernetes/watch-state.ts';
import {
  ApiStatusError,
  ConnectionError,
  isExpired,
  isForbidden,
  isNotFound,
  isThrottled,
  isUnauthorized,
  RequestTimeoutError,
} from '#server/kubernetes/errors.ts';

/** toWatchFailure maps a failed list or watch to an input of the state machine. */
export function toWatchFailure(error: unknown): WatchFailure {
  const message = error instanceof Error ? error.message : String(error);
  const retryAfterMs = error instanceof ApiStatusError ? error.retryAfterMs : undefined;
  return { kind: kindOf(error), message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function kindOf(error: unknown): WatchFailureKind {
  if (isExpired(error)) return 'expired';
  if (isUnauthorized(error)) return 'unauthorized';
  if (isForbidden(error)) return 'forbidden';
  if (isNotFound(error)) return 'missing';
  if (isThrottled(error)) return 'throttled';
  if (error instanceof ApiStatusError) return 'server';
  if (error instanceof ConnectionError || error instanceof RequestTimeoutError) return 'network';
  return 'protocol';
}
