import { type AdmissionRequest, StatusError, type StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { checksumOf, EXAMPLE_CHECKSUM } from '#simulator/knative/config/example-checksum.ts';
import { type ConfigName, dataOf, PARSERS } from '#simulator/knative/config/live-config.ts';
import { ConfigError } from '#simulator/knative/config/reader.ts';

const WEBHOOK = 'config.webhook.serving.knative.dev';
/** The webhook's `objectSelector` (knative/serving v0.50 `config/core/webhooks/configmap-validation.yaml`). */
const COMPONENTS = [
  'autoscaler',
  'controller',
  'logging',
  'networking',
  'observability',
  'tracing',
  'net-certmanager',
];
const EXAMPLE = '_example';

/** validateConfigMap rejects an invalid Knative ConfigMap, as the configuration webhook does (knative.dev/pkg `webhook/configmaps`). */
export function validateConfigMap({ operation, type, object, old }: AdmissionRequest): void {
  const isConfigMap = type.group === '' && type.resource === KUBERNETES.configMap.resource;
  if (!isConfigMap || operation === 'DELETE' || !(isSelected(object) || isSelected(old))) return;
  const problem = problemOf(object);
  if (problem === undefined) return;
  throw new StatusError(
    400,
    'BadRequest',
    `admission webhook "${WEBHOOK}" denied the request: validation failed: ${problem}`,
  );
}

function isSelected(object: StoredObject | undefined): boolean {
  const labels = object?.metadata.labels ?? {};
  return (
    labels['app.kubernetes.io/name'] === 'knative-serving' &&
    COMPONENTS.includes(labels['app.kubernetes.io/component'] ?? '')
  );
}

function problemOf(object: StoredObject): string | undefined {
  const { name, annotations } = object.metadata;
  const data = dataOf(object);
  const isKnown = name in PARSERS;
  const checksum = annotations?.[EXAMPLE_CHECKSUM];
  const example = data[EXAMPLE];
  if (isKnown && example !== undefined && checksum !== undefined && checksum !== checksumOf(example)) {
    return `the update modifies a key in "${EXAMPLE}" which is probably not what you want. Instead, copy the respective setting to the top-level of the ConfigMap, directly below "data"`;
  }
  try {
    PARSERS[name as ConfigName]?.(data);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
