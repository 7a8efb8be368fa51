import type { V1SubjectAccessReviewStatus } from '@kubernetes/client-node';
import { foreignText } from '#lib/format/mask-secrets.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath, KNATIVE, KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { Caller } from '#server/caller.ts';
import type { KubernetesClient } from '#server/kubernetes/client.ts';

export interface Access {
  patch: boolean;
  /** Why not, in words; empty when allowed. */
  reason: string;
}

interface AccessReview extends KubeObject {
  status?: V1SubjectAccessReviewStatus;
}

/** reviewAccess asks the cluster whether the caller may change one Service: by name, so that roles with resourceNames count. */
export async function reviewAccess(
  caller: Caller,
  client: KubernetesClient,
  { namespace, name }: { namespace: string; name: string },
): Promise<Access> {
  const review = await client.create<AccessReview>(
    caller,
    collectionPath(KUBERNETES.selfSubjectAccessReview),
    {
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
    },
  );
  if (review.status?.allowed === true) return { patch: true, reason: '' };
  const why = foreignText(review.status?.reason ?? '');
  return {
    patch: false,
    reason: `Your account may not change Services in ${namespace}${why === '' ? '' : `: ${why}`}. Ask for the verb patch on services.serving.knative.dev.`,
  };
}
