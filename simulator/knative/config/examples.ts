import { SHIPPED_FEATURES } from '#simulator/knative/config/feature-flags.ts';
import type { ShippedName } from '#simulator/knative/config/shipped.ts';

// Documentation of the settings in each of Knative's ConfigMaps, for its key `_example`, which is never read as a setting.

const HEADER = `# What can be set here, each with the value that counts where it is not set.
# To set one, put it under "data", beside this text: this text itself changes nothing.
`;

const example = (settings: Readonly<Record<string, string>>): string =>
  HEADER +
  Object.entries(settings)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');

/** The example of each ConfigMap: the settings that the embedded cluster supports, with their values in knative/serving v0.50. */
export const EXAMPLES: Readonly<Record<ShippedName, string>> = {
  'config-autoscaler': example({
    'activator-capacity': '100.0',
    'allow-zero-initial-scale': 'false',
    'container-concurrency-target-default': '100',
    'container-concurrency-target-percentage': '70',
    'enable-scale-to-zero': 'true',
    'initial-scale': '1',
    'max-scale': '0',
    'max-scale-limit': '0',
    'min-scale': '0',
    'panic-window-percentage': '10.0',
    'scale-to-zero-grace-period': '30s',
    'scale-to-zero-pod-retention-period': '0s',
    'stable-window': '60s',
    'target-burst-capacity': '211',
  }),
  'config-defaults': example({
    'allow-container-concurrency-zero': 'true',
    'container-concurrency': '0',
    'container-concurrency-max-limit': '1000',
    'enable-service-links': 'false',
    'max-revision-timeout-seconds': '600',
    'revision-cpu-limit': '1000m',
    'revision-cpu-request': '400m',
    'revision-idle-timeout-seconds': '0',
    'revision-memory-limit': '200M',
    'revision-memory-request': '100M',
    'revision-response-start-timeout-seconds': '300',
    'revision-timeout-seconds': '300',
  }),
  'config-deployment': example({
    'default-affinity-type': 'prefer-spread-revision-over-nodes',
    'progress-deadline': '600s',
    'queue-sidecar-cpu-limit': '1000m',
    'queue-sidecar-cpu-request': '25m',
    'queue-sidecar-memory-limit': '800Mi',
    'queue-sidecar-memory-request': '400Mi',
    'registries-skipping-tag-resolving': 'kind.local,ko.local,dev.local',
  }),
  'config-domain': `${HEADER}# Each key is a domain. Its value chooses the Services that get it by their labels; an empty one is for all others.
example.com: ""
example.org: |
  selector:
    app: nonprofit
`,
  'config-features': example(SHIPPED_FEATURES),
  'config-gc': example({
    'max-non-active-revisions': '1000',
    'min-non-active-revisions': '20',
    'retain-since-create-time': '48h',
    'retain-since-last-active-time': '15h',
  }),
  'config-network': example({
    'autocreate-cluster-domain-claims': 'false',
    'certificate-class': 'cert-manager.certificate.networking.knative.dev',
    'cluster-local-domain-tls': 'Disabled',
    'default-external-scheme': 'http',
    'domain-template': '{{.Name}}.{{.Namespace}}.{{.Domain}}',
    'external-domain-tls': 'Disabled',
    'http-protocol': 'Enabled',
    'ingress-class': 'istio.ingress.networking.knative.dev',
    'rollout-duration': '0',
    'tag-template': '{{.Tag}}-{{.Name}}',
  }),
};
