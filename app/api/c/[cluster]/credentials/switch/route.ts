import { openHost } from '#server/cluster.ts';
import { answer } from '#server/http/route.ts';
import { switchIdentity } from '#server/http/switch-identity.ts';

export const dynamic = 'force-dynamic';

/** Confirms that Sluice goes on as whom the kubeconfig now names. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, (context) =>
    switchIdentity(context, (id) => openHost().follow(id)),
  );
}
