import { PageCalls } from '#components/access/page-calls.ts';
import { readPageKey } from '#components/access/page-key.ts';
import { type Endpoint, type PathParameter, pathOf } from '#lib/api/endpoint.ts';
import { type ApiErrorDetails, errorBody, type FieldProblem } from '#lib/api/error-body.ts';
import type { ApiErrorCode } from '#lib/api/error-code.ts';
import * as z from '#lib/api/zod.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/**
 * Why a call failed: an error code of the HTTP API, or one of the browser's: `network` for no answer, `unknown` for an answer that is not
 * the API's.
 */
export type CallErrorCode = ApiErrorCode | 'network' | 'unknown';

/** ApiError is an error response of the HTTP API, or a missing answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError' as const;
  readonly code: CallErrorCode;
  readonly fields: FieldProblem[];
  /** On `conflict`: the traffic and the uid that the cluster has instead. */
  readonly theirs: TrafficTarget[] | null | undefined;
  readonly theirUid: string | undefined;
  /** On `conflict`: who changed the Service last; null or undefined when unknown. */
  readonly by: string | null | undefined;

  constructor(code: CallErrorCode, message: string, refusal?: ApiErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    const conflict = refusal?.code === 'conflict' ? refusal : undefined;
    this.fields = (refusal?.code === 'invalid' ? refusal.fields : undefined) ?? [];
    this.theirs = conflict?.theirs;
    this.theirUid = conflict?.uid;
    this.by = conflict?.by;
  }
}

/** Codes that leave open whether a write happened: the request may have reached the cluster. */
const UNANSWERED: ReadonlySet<CallErrorCode> = new Set(['network', 'unknown', 'unreachable', 'internal']);

/** isUnanswered reports whether a write may have happened although no answer confirms it, as opposed to one that was refused. */
export function isUnanswered({ code }: ApiError): boolean {
  return UNANSWERED.has(code);
}

/** The API calls of this tab. */
export const pageCalls = new PageCalls(readPageKey);

/** What a call sends in addition to the path parameters. */
export interface CallInput<Body> {
  query?: Readonly<Record<string, string>>;
  body?: Body;
  signal?: AbortSignal;
}

/**
 * callApi calls an endpoint of Sluice's HTTP API and returns its answer, checked against the contract. Every other outcome is an
 * ApiError, except that an abort of `signal` rejects as fetch does.
 */
export async function callApi<Path extends string, Query, Body, Answer>(
  endpoint: Endpoint<Path, Query, Body, Answer>,
  parameters: Readonly<Record<PathParameter<Path>, string>>,
  { query, body, signal }: CallInput<Body> = {},
): Promise<Answer> {
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  let response: Response;
  try {
    response = await pageCalls.fetch(pathOf(endpoint, parameters) + search, {
      method: endpoint.method,
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('network', 'Sluice’s server does not answer.', undefined, { cause });
  }
  const answered: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toApiError(response.status, answered);
  return readAnswer(endpoint, answered);
}

/** readAnswer validates an answer; one that does not match the contract throws an ApiError `unknown`. */
export function readAnswer<Answer>(
  { answer }: Pick<Endpoint, 'answer'> & { answer: z.ZodMiniType<Answer> },
  answered: unknown,
): Answer {
  const result = z.safeParse(answer, answered);
  if (result.success) return result.data;
  throw new ApiError(
    'unknown',
    'Sluice’s server sent a response that this page does not understand. Reload the page.',
    undefined,
    { cause: result.error },
  );
}

/** toApiError parses the error body that all refusals of the HTTP API share; any other body becomes `unknown`. */
export function toApiError(status: number, body: unknown): ApiError {
  const result = z.safeParse(errorBody, body);
  if (!result.success) return new ApiError('unknown', `The server answered ${status} and gave no reason.`);
  const { error } = result.data;
  return new ApiError(error.code, error.message, error);
}
