/**
 * jsonText answers with JSON that is encoded already and that no cache keeps. Next compresses it where the client takes it; a
 * content-encoding set here would be dropped on the way.
 */
export function jsonText(body: string): Response {
  return new Response(body, {
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
