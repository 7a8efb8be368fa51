import type { Store, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { checksumOf, EXAMPLE_CHECKSUM } from '#simulator/knative/config/example-checksum.ts';
import { EXAMPLES } from '#simulator/knative/config/examples.ts';
import { SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { SHIPPED, type ShippedName } from '#simulator/knative/config/shipped.ts';
import { installActivators } from '#simulator/knative/install/activators.ts';

const INSTALLER: WriteOptions = {
  user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  fieldManager: 'kubectl-client-side-apply',
};
const VERSION = '1.23.0';
/** `app.kubernetes.io/component` of the ConfigMaps that do not belong to the controller. */
const COMPONENT: Readonly<Record<string, string>> = {
  'config-autoscaler': 'autoscaler',
  'config-network': 'networking',
};

/**
 * installConfiguration creates Knative's namespace, its ConfigMaps and the activator's Service if they are missing. `data` overrides the
 * shipped values.
 */
export function installConfiguration(
  store: Store,
  data: Partial<Record<ShippedName, ConfigData>> = {},
): void {
  installNamespace(store);
  for (const name of Object.keys(SHIPPED) as ShippedName[]) {
    if (store.get(KUBERNETES.configMap, SYSTEM_NAMESPACE, name) !== undefined) continue;
    const labels = {
      'app.kubernetes.io/name': 'knative-serving',
      'app.kubernetes.io/component': COMPONENT[name] ?? 'controller',
      'app.kubernetes.io/version': VERSION,
    };
    const example = EXAMPLES[name];
    const annotations = { [EXAMPLE_CHECKSUM]: checksumOf(example) };
    store.create(
      KUBERNETES.configMap,
      {
        metadata: { name, namespace: SYSTEM_NAMESPACE, labels, annotations },
        data: { _example: example, ...SHIPPED[name], ...data[name] },
      },
      INSTALLER,
    );
  }
  installActivators(store, INSTALLER);
}

/** installNamespace creates Knative's namespace, whose label shows the installed version. */
function installNamespace(store: Store): void {
  const labels = { 'app.kubernetes.io/name': 'knative-serving', 'app.kubernetes.io/version': VERSION };
  const found = store.get(KUBERNETES.namespace, undefined, SYSTEM_NAMESPACE);
  if (found === undefined) {
    store.create(KUBERNETES.namespace, { metadata: { name: SYSTEM_NAMESPACE, labels } }, INSTALLER);
    return;
  }
  const metadata = { ...found.metadata, labels: { ...found.metadata.labels, ...labels } };
  store.update(KUBERNETES.namespace, { ...found, metadata }, INSTALLER);
}
