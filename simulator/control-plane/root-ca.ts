import type { WriteOptions } from '#simulator/apimachinery/contract.ts';
import { equalJson } from '#simulator/apimachinery/json.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { createContext } from '#simulator/controllers/context.ts';
import { type Controller, watch } from '#simulator/controllers/controller.ts';
import { startControllers } from '#simulator/controllers/controller-manager.ts';
import { printFault, type ReportFault } from '#simulator/runtime/guard.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
const WRITER: WriteOptions = {
  user: { name: 'system:serviceaccount:kube-system:root-ca-cert-publisher', groups: ['system:masters'] },
  fieldManager: 'kube-controller-manager',
};

/**
 * publishRootCa keeps the API server's certificate authority in a ConfigMap of every namespace, which every pod mounts (kubernetes v1.35
 * `pkg/controller/certificates/rootcacertpublisher`). Returns a function that stops it.
 */
export function publishRootCa(
  store: ClusterStore,
  caPem: string,
  report: ReportFault = printFault,
): () => void {
  const publisher: Controller = {
    name: 'root CA publisher',
    type: KUBERNETES.namespace,
    latencyMs: 0,
    watches: [
      watch(KUBERNETES.configMap, ({ metadata: { name, namespace = '' } }) =>
        name === NAME ? [{ namespace: undefined, name: namespace }] : [],
      ),
    ],
    reconcile(_context, { metadata: { name, deletionTimestamp } }) {
      if (deletionTimestamp === undefined) publish(store, name, caPem);
      return undefined;
    },
  };
  // A controller learns of changes only.
  for (const { metadata } of store.list(KUBERNETES.namespace)) publish(store, metadata.name, caPem);
  const context = createContext({ store, clock: store.clock, random: seededRandom(1) });
  return startControllers(context, [publisher], (error, name, object) =>
    report(error, `the ${name} (${object.name})`),
  );
}

function publish(store: ClusterStore, namespace: string, caPem: string): void {
  const data = { 'ca.crt': caPem };
  const found = store.get(KUBERNETES.configMap, namespace, NAME);
  if (found === undefined) {
    const annotations = { 'kubernetes.io/description': DESCRIPTION };
    const metadata = { name: NAME, namespace, annotations };
    store.create(KUBERNETES.configMap, { metadata, data }, WRITER);
  } else if (!equalJson(found['data'], data)) {
    store.update(KUBERNETES.configMap, { ...found, data }, WRITER);
  }
}
