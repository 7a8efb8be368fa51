import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { Store, WriteOptions } from '#simulator/contract.ts';
import { ACTIVATOR_SERVICE, SYSTEM_NAMESPACE } from '#simulator/knative/config/live-config.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import { SHIPPED, type ShippedName } from '#simulator/knative/config/shipped.ts';

const INSTALLER: WriteOptions = {
  user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  fieldManager: 'kubectl-client-side-apply',
};
/** `app.kubernetes.io/component` of the ConfigMaps that are not the controller's. */
const COMPONENT: Readonly<Record<string, string>> = {
  'config-autoscaler': 'autoscaler',
  'config-network': 'networking',
};

/** Where the activator answers (its pods are not simulated), by the ports of its Service's targets. */
const ACTIVATOR = {
  addresses: [{ ip: '10.245.1.7' }, { ip: '10.245.2.7' }],
  ports: [
    { name: 'http', port: 8012, protocol: 'TCP' },
    { name: 'http2', port: 8013, protocol: 'TCP' },
    { name: 'https', port: 8112, protocol: 'TCP' },
  ],
};

/**
 * installConfiguration makes Knative's namespace, its ConfigMaps and the activator's Service where they are missing. `data` is put over
 * what is shipped.
 */
export function installConfiguration(
  store: Store,
  data: Partial<Record<ShippedName, ConfigData>> = {},
): void {
  if (store.get(KUBERNETES.namespace, undefined, SYSTEM_NAMESPACE) === undefined) {
    store.create(KUBERNETES.namespace, { metadata: { name: SYSTEM_NAMESPACE } }, INSTALLER);
  }
  for (const name of Object.keys(SHIPPED) as ShippedName[]) {
    if (store.get(KUBERNETES.configMap, SYSTEM_NAMESPACE, name) !== undefined) continue;
    const labels = {
      'app.kubernetes.io/name': 'knative-serving',
      'app.kubernetes.io/component': COMPONENT[name] ?? 'controller',
      'app.kubernetes.io/version': '1.23.0',
    };
    store.create(
      KUBERNETES.configMap,
      { metadata: { name, namespace: SYSTEM_NAMESPACE, labels }, data: { ...SHIPPED[name], ...data[name] } },
      INSTALLER,
    );
  }
  const metadata = { name: ACTIVATOR_SERVICE, namespace: SYSTEM_NAMESPACE };
  if (store.get(KUBERNETES.service, SYSTEM_NAMESPACE, ACTIVATOR_SERVICE) !== undefined) return;
  const ports = [
    { name: 'http', port: 80, targetPort: 8012 },
    { name: 'http2', port: 81, targetPort: 8013 },
    { name: 'https', port: 443, targetPort: 8112 },
  ];
  store.create(KUBERNETES.service, { metadata, spec: { ports } }, INSTALLER);
  store.create(KUBERNETES.endpoints, { metadata, subsets: [ACTIVATOR] }, INSTALLER);
}
