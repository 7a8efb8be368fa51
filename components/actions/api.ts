import { PageCalls } from '#components/access/page-calls.ts';
import { readPageKey } from '#components/access/page-key.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { API_ERROR_CODES, type ApiErrorCode } from '#lib/live/api-error-code.ts';

/** Why a call failed: a refusal of the HTTP API, or the browser's own: `network`, no answer; `unknown`, one that is not the API's. */
export type CallErrorCode = ApiErrorCode | 'network' | 'unknown';

/** A message of the webhook and the fields it names, e.g. `spec.traffic[0].tag`. */
export interface FieldProblem {
  message: string;
  paths: string[];
}

/** ApiError is a refusal of the HTTP API, or no answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError' as const;
  readonly code: CallErrorCode;
  readonly fields: FieldProblem[];
  /** On `conflict`: the traffic and the uid that the cluster holds instead. */
  readonly theirs: TrafficTarget[] | null | undefined;
  readonly theirUid: string | undefined;
  /** On `conflict`: who changed the Service last; null or undefined where that is not known. */
  readonly by: string | null | undefined;

  constructor(
    code: CallErrorCode,
    message: string,
    more: { fields?: FieldProblem[]; theirs?: TrafficTarget[] | null; uid?: string; by?: string | null } = {},
  ) {
    super(message);
    this.code = code;
    this.fields = more.fields ?? [];
    this.theirs = more.theirs;
    this.theirUid = more.uid;
    this.by = more.by;
  }
}

/** Codes that do not tell whether a write happened: the request may have reached the cluster. */
const UNANSWERED: ReadonlySet<CallErrorCode> = new Set(['network', 'unknown', 'unreachable', 'internal']);

/** isUnanswered tells a write that may have been done, though no answer says so, from one that was refused. */
export function isUnanswered({ code }: ApiError): boolean {
  return UNANSWERED.has(code);
}

const CODES: ReadonlySet<string> = new Set(API_ERROR_CODES);

/** The calls of this tab. */
export const pageCalls = new PageCalls(readPageKey);

/** requestJson calls Sluice's HTTP API and returns the body; every other outcome is an ApiError. */
export async function requestJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await pageCalls.fetch(path, {
      ...init,
      headers: {
        accept: 'application/json',
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('network', 'Sluice’s server does not answer.');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw toApiError(response.status, body);
}

interface ErrorDetails {
  code?: string;
  message?: string;
  fields?: FieldProblem[];
  theirs?: TrafficTarget[] | null;
  uid?: string;
  by?: string | null;
}

/** toApiError reads the one body that every refusal of the HTTP API has; any other body is `unknown`. */
export function toApiError(status: number, body: unknown): ApiError {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: ErrorDetails };
  const code = error?.code !== undefined && CODES.has(error.code) ? (error.code as ApiErrorCode) : 'unknown';
  return new ApiError(code, error?.message ?? `The server answered ${status} without saying why.`, error);
}

/** servicePath is the API path of a Service in a cluster. */
export function servicePath(cluster: string, namespace: string, name: string): string {
  return `/api/c/${encodeURIComponent(cluster)}/services/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
}
