import type * as z from '#lib/api/zod.ts';

/** jsonAnswer answers with what an endpoint's contract promises, kept by no cache. */
export function jsonAnswer<Answer>(
  _endpoint: { readonly answer: z.ZodMiniType<Answer> },
  answer: NoInfer<Answer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(answer, { headers: { 'cache-control': 'no-store', ...headers } });
}

/**
 * encodedAnswer answers with JSON that is encoded already, kept by no cache. Next compresses it where the client takes it; a
 * content-encoding set here would be dropped on the way.
 */
export function encodedAnswer(body: string): Response {
  return new Response(body, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
