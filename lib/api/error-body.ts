import type { ApiErrorCode } from '#lib/api/error-code.ts';
import { identityChange } from '#lib/api/identity.ts';
import { heldTarget } from '#lib/api/traffic.ts';
import * as z from '#lib/api/zod.ts';

const message = z.string();

/** Invalid field of the request. */
const requestField = z.object({ path: z.string(), message: z.string() });

/** Message from the API server or the webhook, and the fields that it names, e.g. `spec.traffic[0].tag`. */
const fieldProblem = z.object({ message: z.string(), paths: z.array(z.string()) });

export type FieldProblem = z.infer<typeof fieldProblem>;

const details = {
  badRequest: z.object({
    code: z.literal('badRequest'),
    message,
    fields: z.optional(z.array(requestField)),
  }),
  tooLarge: z.object({ code: z.literal('tooLarge'), message }),
  unauthorized: z.object({
    code: z.literal('unauthorized'),
    message,
    /** Why a launch code was refused. */
    reason: z.optional(z.enum(['used', 'expired', 'unknown'])),
  }),
  crossSite: z.object({ code: z.literal('crossSite'), message }),
  wrongHost: z.object({ code: z.literal('wrongHost'), message }),
  notFound: z.object({ code: z.literal('notFound'), message }),
  readOnly: z.object({ code: z.literal('readOnly'), message }),
  forbidden: z.object({ code: z.literal('forbidden'), message }),
  clusterUnauthorized: z.object({ code: z.literal('clusterUnauthorized'), message }),
  conflict: z.object({
    code: z.literal('conflict'),
    message,
    /** For a traffic change: what the cluster holds instead; null when it holds no list. */
    theirs: z.optional(z.nullable(z.array(heldTarget))),
    uid: z.optional(z.string()),
    generation: z.optional(z.int()),
    /** Who changed the Service last; null when unknown. */
    by: z.optional(z.nullable(z.string())),
    /** For an identity change: the change that is pending now; null when there is none. */
    change: z.optional(z.nullable(identityChange)),
  }),
  invalid: z.object({ code: z.literal('invalid'), message, fields: z.optional(z.array(fieldProblem)) }),
  stale: z.object({
    code: z.literal('stale'),
    message,
    /** When the view last updated, and the kinds whose watch is down. */
    since: z.string(),
    kinds: z.array(z.string()),
  }),
  tooMany: z.object({ code: z.literal('tooMany'), message, retryAfterSeconds: z.number() }),
  unreachable: z.object({ code: z.literal('unreachable'), message }),
  internal: z.object({ code: z.literal('internal'), message }),
};

type Details = { [Code in ApiErrorCode]: z.infer<(typeof details)[Code]> };

/** Fields of a refusal with a given code, other than code and message. */
export type ErrorDetails<Code extends ApiErrorCode> = Omit<Details[Code], 'code' | 'message'>;

/** A refusal, discriminated by its code. */
export type ApiErrorDetails = Details[ApiErrorCode];

/** Body of every refusal of the HTTP API. */
export const errorBody: z.ZodMiniType<{ error: ApiErrorDetails }> = z.object({
  error: z.discriminatedUnion('code', [
    details.badRequest,
    details.tooLarge,
    details.unauthorized,
    details.crossSite,
    details.wrongHost,
    details.notFound,
    details.readOnly,
    details.forbidden,
    details.clusterUnauthorized,
    details.conflict,
    details.invalid,
    details.stale,
    details.tooMany,
    details.unreachable,
    details.internal,
  ]),
});
