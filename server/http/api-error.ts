import type { ErrorDetails } from '#lib/api/error-body.ts';
import { type ApiErrorCode, ERROR_STATUS } from '#lib/api/error-code.ts';
import { isNamed } from '#server/named-error.ts';

/** A refusal from the HTTP API: its code, a sentence for the person, and the details that the contract has for that code. */
export class ApiError<Code extends ApiErrorCode = ApiErrorCode> extends Error {
  static override [Symbol.hasInstance](value: unknown): value is ApiError {
    return isNamed(value, 'ApiError');
  }
  override name = 'ApiError' as const;
  readonly code: Code;
  readonly details: ErrorDetails<Code>;
  constructor(code: Code, message: string, ...[details, options]: Rest<Code>) {
    super(message, options);
    this.code = code;
    this.details = details ?? ({} as ErrorDetails<Code>); // Absent only where none are required.
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** Details may be left out where the contract requires none. */
type Rest<Code extends ApiErrorCode> =
  Partial<ErrorDetails<Code>> extends ErrorDetails<Code>
    ? [details?: ErrorDetails<Code>, options?: ErrorOptions]
    : [details: ErrorDetails<Code>, options?: ErrorOptions];

/** errorResponse builds the body that all refusals share. `retryAfterSeconds` also becomes the Retry-After header. */
export function errorResponse({ code, message, details, status }: ApiError): Response {
  const retryAfter = 'retryAfterSeconds' in details ? String(details.retryAfterSeconds) : undefined;
  return Response.json(
    { error: { code, message, ...details } },
    {
      status,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      },
    },
  );
}
