import * as z from '#lib/api/zod.ts';

/** How many watched kinds have not been listed yet; `sources` names them, for whoever may use the HTTP API. */
export const readinessAnswer = z.object({
  ready: z.boolean(),
  notListed: z.int(),
  sources: z.optional(z.array(z.string())),
});

export type Readiness = z.infer<typeof readinessAnswer>;
