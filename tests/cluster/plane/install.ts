import { type Api, eventually } from '#tests/cluster/plane/api.ts';
import { configurationMaps, SYSTEM_NAMESPACE } from '#tests/cluster/plane/configuration.ts';
import type { Manifest, UpstreamManifests } from '#tests/cluster/plane/manifests.ts';

const MANAGER = 'plane-install';

/** installDefinitions creates Knative's namespace, roles and kinds, and waits until the kinds are served. */
export async function installDefinitions(api: Api, upstream: UpstreamManifests): Promise<void> {
  await applyAll(api, upstream.namespace);
  await applyAll(api, [...upstream.access, ...upstream.resourceDefinitions]);
  for (const { metadata } of upstream.resourceDefinitions) {
    await eventually(
      `${metadata.name} is served`,
      async () => {
        const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`;
        const { status } = await api.call<{ status: { conditions?: { type: string; status: string }[] } }>({
          path,
        });
        const isServed = status.conditions?.some((it) => it.type === 'Established' && it.status === 'True');
        if (isServed !== true) throw new Error('it is not established');
      },
      30_000,
    );
  }
}

/** installKnative creates what Knative's processes need before they start: configuration, the webhooks and two Services. */
export async function installKnative(
  api: Api,
  upstream: UpstreamManifests,
  webhookPort: number,
): Promise<void> {
  await applyAll(api, [
    ...configurationMaps(),
    ...upstream.secret,
    ...upstream.activatorService,
    webhookService(webhookPort),
  ]);
  await applyAll(
    api,
    upstream.webhooks.map((webhook) => onPort(webhook, webhookPort)),
  );
}

/**
 * The API server dials a webhook's Service of type ExternalName by that name and the webhook's own port, while TLS still expects
 * `webhook.knative-serving.svc` (k8s.io/apiserver v0.35 `pkg/util/webhook/client.go`, `util/proxy/proxy.go`). Knative's reconcilers
 * refuse a webhook that is configured by URL.
 */
function webhookService(port: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'webhook', namespace: SYSTEM_NAMESPACE },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  };
}

function onPort(configuration: Manifest, port: number): Manifest {
  const webhooks = configuration['webhooks'] as { clientConfig: { service: Record<string, unknown> } }[];
  return {
    ...configuration,
    webhooks: webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: { service: { ...webhook.clientConfig.service, port } },
    })),
  };
}

/** applyAll creates or updates objects, by server-side apply. */
export async function applyAll(api: Api, objects: readonly Manifest[]): Promise<void> {
  for (const object of objects) {
    await api.call({
      method: 'PATCH',
      path: `${pathOf(object)}?fieldManager=${MANAGER}&force=true`,
      body: object,
      contentType: 'application/apply-patch+yaml',
    });
  }
}

const PLURALS: Record<string, string> = {
  CustomResourceDefinition: 'customresourcedefinitions',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  RoleBinding: 'rolebindings',
  Role: 'roles',
  MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
  ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
};

function pathOf({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${scope}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}/${metadata.name}`;
}
