import type { V1Status, V1StatusDetails } from '@kubernetes/client-node';
import { foreignText } from '#lib/format/mask-secrets.ts';
import { connectionWords } from '#server/kubernetes/connection-words.ts';
import { isNamed } from '#server/named-error.ts';

/** Fields that every failed request to the API server has. */
export interface RequestName {
  /** As RBAC names it: get, list, watch, create, patch, delete. */
  verb: string;
  /** The URL path, without the query. */
  path: string;
}

/** metav1.Status as the API server sends it, reduced to the fields that Sluice reads. */
export interface StatusBody extends Pick<V1Status, 'kind' | 'code' | 'reason' | 'message' | 'details'> {
  /** Whether something other than the API server answered: its code then says nothing about permissions or kinds. */
  foreign?: boolean;
}

/** A failed request, and which one it was. */
abstract class RequestError extends Error {
  readonly verb: string;
  readonly path: string;

  constructor({ verb, path }: RequestName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.verb = verb;
    this.path = path;
  }
}

/**
 * The API server answered and refused; the message is its own, secrets masked. Check its meaning with the predicates, never by the message.
 */
export class ApiStatusError extends RequestError {
  static override [Symbol.hasInstance](value: unknown): value is ApiStatusError {
    return isNamed(value, 'ApiStatusError');
  }
  override readonly name = 'ApiStatusError' as const;
  readonly code: number;
  /** A metav1.StatusReason such as `NotFound`; empty when the response was not a metav1.Status. */
  readonly reason: string;
  readonly details: V1StatusDetails;
  /** Whether something else answered in the API server's place, such as a proxy or a sign-in page. */
  readonly foreign: boolean;
  /** How long the server asks clients to wait, in ms; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(request: RequestName, status: StatusBody, retryAfterMs?: number) {
    super(request, foreignText(status.message ?? `the API server answered ${status.code ?? 0}`));
    this.code = status.code ?? 0;
    this.foreign = status.foreign ?? false;
    this.reason = status.reason ?? '';
    this.details = status.details ?? {};
    const seconds = status.details?.retryAfterSeconds;
    this.retryAfterMs = retryAfterMs ?? (seconds === undefined ? undefined : seconds * 1000);
  }
}

/** No complete response arrived: refused, reset, name not found, certificate not trusted. Retrying may help. */
export class ConnectionError extends RequestError {
  static override [Symbol.hasInstance](value: unknown): value is ConnectionError {
    return isNamed(value, 'ConnectionError');
  }
  override readonly name = 'ConnectionError' as const;
  /** Node's or undici's error code, such as ECONNREFUSED; empty when there is none. */
  readonly code: string;

  constructor(request: RequestName, cause: unknown) {
    super(request, foreignText(connectionWords(cause)), { cause });
    this.code = errorCode(cause);
  }
}

/** The API server accepted the connection and did not respond in time. */
export class RequestTimeoutError extends RequestError {
  static override [Symbol.hasInstance](value: unknown): value is RequestTimeoutError {
    return isNamed(value, 'RequestTimeoutError');
  }
  override readonly name = 'RequestTimeoutError' as const;

  constructor(request: RequestName, what: string, cause?: unknown) {
    super(request, `the API server did not answer in time (${what})`, { cause });
  }
}

/** A response violates the Kubernetes API: not JSON, too large, an event without resourceVersion. */
export class ProtocolError extends RequestError {
  static override [Symbol.hasInstance](value: unknown): value is ProtocolError {
    return isNamed(value, 'ProtocolError');
  }
  override readonly name = 'ProtocolError' as const;

  constructor(request: RequestName, message: string, cause?: unknown) {
    super(request, foreignText(message), { cause });
  }
}

/** A response is larger than its reader accepts. Asking for less may help. */
export class TooLargeError extends RequestError {
  static override [Symbol.hasInstance](value: unknown): value is TooLargeError {
    return isNamed(value, 'TooLargeError');
  }
  override readonly name = 'TooLargeError' as const;

  constructor(request: RequestName, maxBytes: number) {
    const mebibytes = Math.floor(maxBytes / (1 << 20));
    super(request, `the answer is larger than ${mebibytes > 0 ? `${mebibytes} MiB` : `${maxBytes} bytes`}`);
  }
}

/** The credentials could not be loaded or refreshed: no kubeconfig, no such context, a failed credential plugin. */
export class CredentialsError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is CredentialsError {
    return isNamed(value, 'CredentialsError');
  }
  override readonly name = 'CredentialsError' as const;

  /** `message` may contain a plugin's or a parser's words: secrets in it are masked. */
  constructor(message: string, options?: ErrorOptions) {
    super(foreignText(message), options);
  }
}

/** Sluice was started read-only: a request that could have changed something was not sent. */
export class ReadOnlyError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is ReadOnlyError {
    return isNamed(value, 'ReadOnlyError');
  }
  override readonly name = 'ReadOnlyError' as const;

  /** `request`: the one about to be sent; absent when a policy refused before there was one. */
  constructor(request?: RequestName) {
    const what =
      request === undefined
        ? '; nothing is sent to the cluster.'
        : `: it does not ${request.verb} ${request.path}.`;
    super(`Sluice was started with --read-only${what}`);
  }
}

/** isExpired reports whether a resourceVersion or continue token is too old, or (504) newer than the server knows. */
export function isExpired(error: unknown): boolean {
  if (!(error instanceof ApiStatusError)) return false;
  if (error.code === 410 || error.reason === 'Gone' || error.reason === 'Expired') return true;
  // k8s.io/apimachinery `api/errors` NewTooLargeResourceVersionError.
  return (
    error.code === 504 &&
    (error.details.causes ?? []).some((cause) => cause.reason === 'ResourceVersionTooLarge')
  );
}

/** isUnauthorized reports whether the server does not recognize the caller, or Sluice itself has no valid credentials. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof CredentialsError || isStatus(error, 401);
}

/** isForbidden reports whether the server recognizes the caller and denies the request. */
export function isForbidden(error: unknown): boolean {
  return isStatus(error, 403);
}

/** isNotFound reports whether the object, or the whole kind, does not exist. */
export function isNotFound(error: unknown): boolean {
  return isStatus(error, 404);
}

function isStatus(error: unknown, code: number): boolean {
  return error instanceof ApiStatusError && error.code === code && !error.foreign;
}

/** isConflict reports whether a write carried a stale resourceVersion or uid, or the name is already in use. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiStatusError && error.code === 409;
}

/** isThrottled reports whether the server asks clients to back off. */
export function isThrottled(error: unknown): boolean {
  return error instanceof ApiStatusError && error.code === 429;
}

/** errorCode returns the `code` of a Node or undici error; empty when there is none. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error && error.cause !== undefined ? errorCode(error.cause) : '';
}
