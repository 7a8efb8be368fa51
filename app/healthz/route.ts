export const dynamic = 'force-dynamic';

/** Reports that the process is responding. */
export function GET(): Response {
  return new Response('ok\n', { headers: { 'cache-control': 'no-store' } });
}
