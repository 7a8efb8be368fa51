import { type FeatureName, type Features, type Flag, SHIPPED_FEATURES } from '#lib/knative/features.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';

const FLAGS: readonly Flag[] = ['enabled', 'allowed', 'disabled'];

/** parseFeatures reads `config-features`; a word that it does not know leaves the feature as shipped, as in Knative. */
export function parseFeatures(data: ConfigData): Features {
  const entries = Object.entries(SHIPPED_FEATURES).map(([name, shipped]): [FeatureName, Flag] => {
    const given = data[name]?.toLowerCase();
    return [name as FeatureName, FLAGS.find((flag) => flag === given) ?? shipped];
  });
  return Object.fromEntries(entries) as Features;
}
