import {
  type FeatureName,
  type Features,
  type Flag,
  SHIPPED_FEATURES,
} from '#simulator/knative/config/feature-flags.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';

const FLAGS: readonly Flag[] = ['enabled', 'allowed', 'disabled'];
/** The values of secure-pod-defaults. */
const SECURE_FLAGS: readonly Flag[] = ['disabled', 'allowrootbounded', 'enabled'];

/** parseFeatures parses `config-features`; as in Knative, an unknown value leaves the feature as shipped. */
export function parseFeatures(data: ConfigData): Features {
  const entries = Object.entries(SHIPPED_FEATURES).map(([name, shipped]): [FeatureName, Flag] => {
    const given = data[name]?.toLowerCase();
    const flags = name === 'secure-pod-defaults' ? SECURE_FLAGS : FLAGS;
    return [name as FeatureName, flags.find((flag) => flag === given) ?? shipped];
  });
  return Object.fromEntries(entries) as Features;
}
