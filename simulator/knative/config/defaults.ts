import { type ConfigData, ConfigError, ConfigReader } from '#simulator/knative/config/reader.ts';
import { REVISION_DEFAULTS, type RevisionDefaults } from '#simulator/knative/config/revision-defaults.ts';

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const MAX_INT32 = 2_147_483_647;

/** parseDefaults parses `config-defaults` (knative/serving v0.50 `pkg/apis/config/defaults.go`). Throws ConfigError. */
export function parseDefaults(data: ConfigData): RevisionDefaults {
  const reader = new ConfigReader(data);
  const shipped = REVISION_DEFAULTS;
  const zero = shipped.allowContainerConcurrencyZero;
  const allowContainerConcurrencyZero = reader.boolean(zero, 'allow-container-concurrency-zero');
  const enableServiceLinks = triState(data['enable-service-links'], shipped.enableServiceLinks);
  const integer = (otherwise: number, key: string): number => reader.integer(otherwise, 64, key);
  const timeoutSeconds = integer(shipped.timeoutSeconds, 'revision-timeout-seconds');
  const maxTimeoutSeconds = integer(shipped.maxTimeoutSeconds, 'max-revision-timeout-seconds');
  const idleTimeoutSeconds = integer(shipped.idleTimeoutSeconds, 'revision-idle-timeout-seconds');
  const containerConcurrency = integer(shipped.containerConcurrency, 'container-concurrency');
  const most = integer(shipped.maxContainerConcurrency, 'container-concurrency-max-limit');
  const requests = quantities(reader, 'request');
  const limits = quantities(reader, 'limit');
  const config: RevisionDefaults = {
    timeoutSeconds,
    maxTimeoutSeconds,
    responseStartTimeoutSeconds: integer(timeoutSeconds, 'revision-response-start-timeout-seconds'),
    idleTimeoutSeconds,
    containerConcurrency,
    maxContainerConcurrency: most,
    allowContainerConcurrencyZero,
    enableServiceLinks,
    requests,
    limits,
  };
  const problem = problemOf(config);
  if (problem !== undefined) throw new ConfigError(problem);
  return config;
}

function triState(text: string | undefined, otherwise: boolean | undefined): boolean | undefined {
  if (text === undefined) return otherwise;
  const value = text.toLowerCase();
  return value === 'true' || (value === 'false' ? false : undefined);
}

function quantities(reader: ConfigReader, bound: 'request' | 'limit'): Record<string, string> {
  const found: Record<string, string> = {};
  for (const resource of RESOURCES) {
    const quantity = reader.quantity(`revision-${resource}-${bound}`);
    if (quantity !== undefined) found[resource] = quantity;
  }
  return found;
}

function problemOf(config: RevisionDefaults): string | undefined {
  const { timeoutSeconds, maxTimeoutSeconds, responseStartTimeoutSeconds, idleTimeoutSeconds } = config;
  if (timeoutSeconds > maxTimeoutSeconds) {
    return `revision-timeout-seconds (${timeoutSeconds}) cannot be greater than max-revision-timeout-seconds (${maxTimeoutSeconds})`;
  }
  if (responseStartTimeoutSeconds > 0 && responseStartTimeoutSeconds > timeoutSeconds) {
    return `revision-response-start-timeout-seconds (${responseStartTimeoutSeconds}) cannot be greater than revision-timeout-seconds (${timeoutSeconds})`;
  }
  if (idleTimeoutSeconds > 0 && idleTimeoutSeconds > timeoutSeconds) {
    return `revision-idle-timeout-seconds (${idleTimeoutSeconds}) cannot be greater than revision-timeout-seconds (${timeoutSeconds})`;
  }
  const { containerConcurrency, maxContainerConcurrency } = config;
  if (maxContainerConcurrency < 1) {
    return `expected 1 <= ${maxContainerConcurrency} <= ${MAX_INT32}: container-concurrency-max-limit`;
  }
  return containerConcurrency < 0 || containerConcurrency > maxContainerConcurrency
    ? `expected 0 <= ${containerConcurrency} <= ${maxContainerConcurrency}: container-concurrency`
    : undefined;
}
