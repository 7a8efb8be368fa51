import { formatGoDuration } from '#simulator/knative/config/go-duration-text.ts';
import { type ConfigData, ConfigError, ConfigReader } from '#simulator/knative/config/reader.ts';

const SECOND = 1e9;
const UNRESOLVED = 'kind.local,ko.local,dev.local';
const NANOSECONDS_PER_MS = 1e6;

/** `config-deployment` (knative/serving v0.50 `pkg/deployment/config.go`): the keys that the embedded cluster supports. */
export interface DeploymentConfig {
  queueSidecarImage: string;
  progressDeadlineMs: number;
  /** Whether a Revision's pods prefer different nodes. */
  prefersSpread: boolean;
  /** Registries whose tags are not resolved. */
  unresolvedRegistries: readonly string[];
  /** queue-proxy's resources, by resource name. */
  queueResources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>;
}

/** parseDeployment parses `config-deployment`. Throws ConfigError. */
export function parseDeployment(data: ConfigData): DeploymentConfig {
  const reader = new ConfigReader(data);
  const queueSidecarImage = reader.text('', 'queueSidecarImage', 'queue-sidecar-image');
  const deadline = reader.duration(600 * SECOND, 'progressDeadline', 'progress-deadline');
  const digestTimeout = reader.duration(10 * SECOND, 'digestResolutionTimeout', 'digest-resolution-timeout');
  const queueResources = {
    requests: { cpu: '25m', ...queueResourcesIn(reader, 'Request') },
    limits: queueResourcesIn(reader, 'Limit'),
  };
  if (queueSidecarImage === '') throw new ConfigError('queue-sidecar-image cannot be empty or unset');
  if (deadline <= 0) {
    throw new ConfigError(
      `progress-deadline cannot be a non-positive duration, was ${formatGoDuration(deadline)}`,
    );
  }
  if (deadline % SECOND !== 0) {
    throw new ConfigError(
      `progress-deadline must be rounded to a whole second, was: ${formatGoDuration(deadline)}`,
    );
  }
  if (digestTimeout <= 0) {
    throw new ConfigError(
      `digest-resolution-timeout cannot be a non-positive duration, was ${formatGoDuration(digestTimeout)}`,
    );
  }
  const affinity = data['default-affinity-type'];
  if (affinity !== undefined && !['none', 'prefer-spread-revision-over-nodes'].includes(affinity)) {
    throw new ConfigError(`unsupported default-affinity-type value: ${JSON.stringify(affinity)}`);
  }
  const unresolved = reader.text(
    UNRESOLVED,
    'registriesSkippingTagResolving',
    'registries-skipping-tag-resolving',
  );
  return {
    queueSidecarImage,
    progressDeadlineMs: deadline / NANOSECONDS_PER_MS,
    prefersSpread: affinity !== 'none',
    unresolvedRegistries: unresolved.split(',').map((registry) => registry.trim()),
    queueResources,
  };
}

const RESOURCES = { cpu: 'CPU', memory: 'Memory', 'ephemeral-storage': 'EphemeralStorage' };

function queueResourcesIn(reader: ConfigReader, bound: 'Request' | 'Limit'): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [resource, word] of Object.entries(RESOURCES)) {
    const key = `queue-sidecar-${resource}-${bound.toLowerCase()}`;
    const quantity = reader.quantity(`queueSidecar${word}${bound}`, key);
    if (quantity !== undefined) found[resource] = quantity;
  }
  return found;
}
