import type { Readiness } from '#lib/api/health.ts';
import type { Gate } from '#server/access/gate.ts';
import { type ApiRequest, judgeRequest } from '#server/http/guard.ts';

/**
 * readiness answers /readyz: 200 when every watched kind is listed, or known to be missing or forbidden, else 503. Anyone may see how many
 * are not; only callers who may use the HTTP API see which ones, since the ids include namespaces. `unlisted`: their source ids.
 */
export function readiness(request: ApiRequest, gate: Gate, unlisted: readonly string[]): Response {
  const isIn = judgeRequest(request, gate).type === 'admit';
  const answer: Readiness = {
    ready: unlisted.length === 0,
    notListed: unlisted.length,
    ...(isIn ? { sources: [...unlisted] } : {}),
  };
  return Response.json(answer, {
    status: unlisted.length === 0 ? 200 : 503,
    headers: { 'cache-control': 'no-store', vary: 'Cookie, Authorization' },
  });
}
