import * as z from '#lib/api/zod.ts';

/** Challenge that pages compute their proof over. It changes each time the server starts. */
export const challengeAnswer = z.object({ challenge: z.string() });

/** Launch code to exchange for a session. */
export const exchangeBody = z.object({ code: z.string().check(z.minLength(1), z.maxLength(200)) });

/** Key of a new session. The session id is in the cookie. */
export const exchangeAnswer = z.object({ key: z.string() });

/** A launch code and two addresses. The code opens one of them, once. */
export const codeAnswer = z.object({
  code: z.string(),
  expiresAt: z.string(),
  address: z.string(),
  fallbackAddress: z.string(),
  /** Proves that the server has the script token. Present only when the request proved the same. */
  proof: z.optional(z.string()),
});

/** Response to a request that has nothing to return except success. */
export const doneAnswer = z.object({});
