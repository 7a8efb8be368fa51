import * as z from '#lib/api/zod.ts';

/** What pages compute their proof over; different in each life of the server. */
export const challengeAnswer = z.object({ challenge: z.string() });

/** A launch code to be exchanged for a session. */
export const exchangeBody = z.object({ code: z.string().check(z.minLength(1), z.maxLength(200)) });

/** The key of a new session. Its id is in the cookie. */
export const exchangeAnswer = z.object({ key: z.string() });

/** A launch code, and the two addresses of which it opens one, once. */
export const codeAnswer = z.object({
  code: z.string(),
  expiresAt: z.string(),
  address: z.string(),
  fallbackAddress: z.string(),
  /** Proves that the server has the script token; only for a request that proved the same. */
  proof: z.optional(z.string()),
});

/** The answer to a request that has nothing to tell but that it was done. */
export const doneAnswer = z.object({});
