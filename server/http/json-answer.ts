import type * as z from '#lib/api/zod.ts';

/** jsonAnswer responds with JSON that matches an endpoint's contract, and is not cached. */
export function jsonAnswer<Answer>(
  _endpoint: { readonly answer: z.ZodMiniType<Answer> },
  answer: NoInfer<Answer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(answer, { headers: { 'cache-control': 'no-store', ...headers } });
}

/**
 * encodedAnswer responds with JSON that is already encoded, and is not cached. Next compresses it if the client accepts that; a
 * content-encoding set here would be dropped on the way.
 */
export function encodedAnswer(body: string): Response {
  return new Response(body, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
