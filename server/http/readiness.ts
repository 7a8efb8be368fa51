import type { Gate } from '#server/access/gate.ts';
import { type ApiRequest, judgeRequest } from '#server/http/guard.ts';

/**
 * readiness answers /readyz: 200 when every watched kind is listed, or known to be missing or forbidden, else 503. Anybody is told how
 * many are not; which they are, namespaces among it, only who may use the HTTP API. `unlisted`: their source ids.
 */
export function readiness(request: ApiRequest, gate: Gate, unlisted: readonly string[]): Response {
  const isIn = judgeRequest(request, gate).type === 'admit';
  return Response.json(
    { ready: unlisted.length === 0, notListed: unlisted.length, ...(isIn ? { sources: unlisted } : {}) },
    {
      status: unlisted.length === 0 ? 200 : 503,
      headers: { 'cache-control': 'no-store', vary: 'Cookie, Authorization' },
    },
  );
}
