import { KUBERNETES } from '#lib/knative/resources.ts';
import { objectPath } from '#lib/kubernetes/resource.ts';
import type { Client } from '#tests/cluster/parity/client.ts';

/**
 * The settings of both clusters while the stories run: short times, so that idle pods go soon; the activator always in the path, because
 * nobody answers a probe on the real one; the same queue-proxy.
 */
const SETTINGS = {
  'config-autoscaler': {
    'target-burst-capacity': '-1',
    'allow-zero-initial-scale': 'true',
    'stable-window': '6s',
    'scale-to-zero-grace-period': '6s',
  },
  'config-deployment': { 'queue-sidecar-image': 'dev.local/queue:test', 'progress-deadline': '60s' },
};

/** applySettings writes them into Knative's ConfigMaps. */
export async function applySettings(client: Client): Promise<void> {
  for (const [name, data] of Object.entries(SETTINGS)) {
    await client.must({
      method: 'PATCH',
      path: objectPath(KUBERNETES.configMap, 'knative-serving', name),
      contentType: 'application/merge-patch+json',
      body: { data },
    });
  }
  // On the real cluster no activator runs, so there it has no addresses anyway.
  await client.must({
    method: 'PATCH',
    path: objectPath(KUBERNETES.endpoints, 'knative-serving', 'activator-service'),
    contentType: 'application/merge-patch+json',
    body: { subsets: null },
  });
}
