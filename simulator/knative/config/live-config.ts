import type { Store, StoredObject } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { type AutoscalerConfig, parseAutoscaler } from '#simulator/knative/config/autoscaler.ts';
import { parseDefaults } from '#simulator/knative/config/defaults.ts';
import { type DeploymentConfig, parseDeployment } from '#simulator/knative/config/deployment.ts';
import { type DomainConfig, parseDomain } from '#simulator/knative/config/domain.ts';
import type { Features } from '#simulator/knative/config/feature-flags.ts';
import { parseFeatures } from '#simulator/knative/config/features.ts';
import { type GcConfig, parseGc } from '#simulator/knative/config/gc.ts';
import { type NetworkConfig, parseNetwork } from '#simulator/knative/config/network.ts';
import { type ConfigData, ConfigError } from '#simulator/knative/config/reader.ts';
import type { RevisionDefaults } from '#simulator/knative/config/revision-defaults.ts';
import { SHIPPED } from '#simulator/knative/config/shipped.ts';

/** The namespace of Knative Serving. */
export const SYSTEM_NAMESPACE = 'knative-serving';

/** The Service there whose Endpoints are the activator's. */
export const ACTIVATOR_SERVICE = 'activator-service';

/** The ConfigMaps that the embedded cluster reads, with their parsers. */
export const PARSERS = {
  'config-autoscaler': parseAutoscaler,
  'config-defaults': parseDefaults,
  'config-deployment': parseDeployment,
  'config-domain': parseDomain,
  'config-features': parseFeatures,
  'config-gc': parseGc,
  'config-network': parseNetwork,
} as const;

/** A ConfigMap that the embedded cluster reads. */
export type ConfigName = keyof typeof PARSERS;

/**
 * Knative's current configuration, read from the ConfigMaps. As in Knative, an invalid ConfigMap leaves the last valid one in effect; a
 * missing one counts as shipped.
 */
export class LiveConfig {
  readonly #store: Pick<Store, 'get'>;
  readonly #known = new Map<ConfigName, { from: StoredObject | undefined; value: unknown }>();

  constructor(store: Pick<Store, 'get'>) {
    this.#store = store;
  }

  get autoscaler(): AutoscalerConfig {
    return this.#read('config-autoscaler', parseAutoscaler);
  }

  get defaults(): RevisionDefaults {
    return this.#read('config-defaults', parseDefaults);
  }

  get deployment(): DeploymentConfig {
    return this.#read('config-deployment', parseDeployment);
  }

  get domain(): DomainConfig {
    return this.#read('config-domain', parseDomain);
  }

  get features(): Features {
    return this.#read('config-features', parseFeatures);
  }

  get gc(): GcConfig {
    return this.#read('config-gc', parseGc);
  }

  get network(): NetworkConfig {
    return this.#read('config-network', parseNetwork);
  }

  #read<T>(name: ConfigName, parse: (data: ConfigData) => T): T {
    const from = this.#store.get(KUBERNETES.configMap, SYSTEM_NAMESPACE, name);
    const known = this.#known.get(name) as { from: StoredObject | undefined; value: T } | undefined;
    if (known !== undefined && known.from === from) return known.value;
    const value = parsed(parse, from) ?? known?.value ?? parse(SHIPPED[name]);
    this.#known.set(name, { from, value });
    return value;
  }
}

function parsed<T>(parse: (data: ConfigData) => T, from: StoredObject | undefined): T | undefined {
  if (from === undefined) return undefined;
  try {
    return parse(dataOf(from));
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** dataOf returns a ConfigMap's data; it drops values that are not strings. */
export function dataOf(configMap: StoredObject): ConfigData {
  const entries = Object.entries(configMap['data'] ?? {}) as [string, unknown][];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const live = new WeakMap<object, LiveConfig>();

/** configOf returns the live configuration of a store's cluster; all callers share one. */
export function configOf(store: Pick<Store, 'get'>): LiveConfig {
  const config = live.get(store) ?? new LiveConfig(store);
  live.set(store, config);
  return config;
}
