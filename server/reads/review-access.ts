import type { AccessAnswer } from '#lib/api/traffic.ts';
import { foreignText } from '#lib/format/mask-secrets.ts';
import { KNATIVE, KUBERNETES } from '#lib/knative/resources.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';

/** reviewAccess asks the cluster whether the caller may change one Service: by name, so that roles with resourceNames count. */
export async function reviewAccess(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name }: { namespace: string; name: string },
): Promise<AccessAnswer> {
  const review = await client.create(caller, KUBERNETES.selfSubjectAccessReview, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {
      resourceAttributes: {
        group: KNATIVE.service.group,
        resource: KNATIVE.service.resource,
        verb: 'patch',
        namespace,
        name,
      },
    },
  });
  if (review.status?.allowed === true) return { patch: true, reason: '' };
  const why = foreignText(review.status?.reason ?? '');
  return {
    patch: false,
    reason: `Your account may not change Services in ${namespace}${why === '' ? '' : `: ${why}`}. Ask for the verb patch on services.serving.knative.dev.`,
  };
}
