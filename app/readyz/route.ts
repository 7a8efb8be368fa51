import { openAccess } from '#server/access/open-access.ts';
import { openCluster } from '#server/cluster.ts';
import { readiness } from '#server/http/readiness.ts';

export const dynamic = 'force-dynamic';

/** Reports whether every watched kind is listed, or known to be missing or forbidden. */
export function GET(request: Request): Response {
  return readiness(request, openAccess(), openCluster().unlisted());
}
