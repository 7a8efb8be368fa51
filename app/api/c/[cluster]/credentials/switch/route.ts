import { openHost } from '#server/cluster.ts';
import { postSwitch } from '#server/http/post-switch.ts';
import { answer } from '#server/http/route.ts';

export const dynamic = 'force-dynamic';

/** Confirms that Sluice may continue as the identity the kubeconfig now names. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ cluster: string }> },
): Promise<Response> {
  return answer(request, (await params).cluster, (context) =>
    postSwitch(context, (id) => openHost().follow(id)),
  );
}
