import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { SERVICE_ACCOUNT } from '#simulator/apimachinery/resources.ts';
import type { Controller } from '#simulator/controllers/controller.ts';

const WRITER: WriteOptions = {
  user: { name: 'system:serviceaccount:kube-system:service-account-controller', groups: ['system:masters'] },
  fieldManager: 'kube-controller-manager',
};

/**
 * Maintains a service account `default` in every namespace (kubernetes v1.35
 * `pkg/controller/serviceaccount/serviceaccounts_controller.go`).
 */
export const serviceAccountController: Controller = {
  name: 'service account controller',
  type: KUBERNETES.namespace,
  latencyMs: 0,
  watches: [
    {
      type: SERVICE_ACCOUNT,
      concerns: ({ metadata }) => [{ namespace: undefined, name: metadata.namespace ?? '' }],
    },
  ],
  reconcile({ store }, { metadata: { name, deletionTimestamp } }) {
    if (deletionTimestamp !== undefined || store.get(SERVICE_ACCOUNT, name, 'default') !== undefined)
      return undefined;
    store.create(SERVICE_ACCOUNT, { metadata: { name: 'default', namespace: name } }, WRITER);
    return undefined;
  },
};
