import type { ApiErrorCode } from '#lib/live/api-error-code.ts';
import { isNamed } from '#server/named-error.ts';

const STATUS: Record<ApiErrorCode, number> = {
  badRequest: 400,
  tooLarge: 413,
  unauthorized: 401,
  crossSite: 403,
  wrongHost: 421,
  notFound: 404,
  readOnly: 403,
  forbidden: 403,
  clusterUnauthorized: 502,
  conflict: 409,
  invalid: 422,
  stale: 428,
  tooMany: 429,
  unreachable: 503,
  internal: 500,
};

/** A refusal with a code, a sentence for the person, and what the code promises beside it. */
export class ApiError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is ApiError {
    return isNamed(value, 'ApiError');
  }
  override name = 'ApiError' as const;
  readonly code: ApiErrorCode;
  readonly details: Record<string, unknown>;
  constructor(
    code: ApiErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/**
 * errorResponse makes the one body that every refusal has: `{error: {code, message, …details}}`. `retryAfterSeconds` among the
 * details is the Retry-After header too.
 */
export function errorResponse(error: ApiError): Response {
  const { retryAfterSeconds } = error.details;
  return Response.json(
    { error: { code: error.code, message: error.message, ...error.details } },
    {
      status: error.status,
      headers: {
        'cache-control': 'no-store',
        ...(typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {}),
      },
    },
  );
}
