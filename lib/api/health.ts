import * as z from '#lib/api/zod.ts';

/** Number of watched kinds that have not been listed yet. `sources` names them, for callers that may use the HTTP API. */
export const readinessAnswer = z.object({
  ready: z.boolean(),
  notListed: z.int(),
  sources: z.optional(z.array(z.string())),
});

export type Readiness = z.infer<typeof readinessAnswer>;
