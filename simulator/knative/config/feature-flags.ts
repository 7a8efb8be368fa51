/**
 * State of a feature in `config-features`. `allowed` enables it for objects that ask for it; only secure-pod-defaults has
 * `allowrootbounded`.
 */
export type Flag = 'enabled' | 'allowed' | 'disabled' | 'allowrootbounded';

/** Knative's features as `config-features` spells them, with their shipped values (knative/serving v0.50 `pkg/apis/config/features.go`). */
export const SHIPPED_FEATURES = {
  'autodetect-http2': 'disabled',
  'kubernetes.containerspec-addcapabilities': 'disabled',
  'kubernetes.podspec-affinity': 'disabled',
  'kubernetes.podspec-dnsconfig': 'disabled',
  'kubernetes.podspec-dnspolicy': 'disabled',
  'kubernetes.podspec-fieldref': 'disabled',
  'kubernetes.podspec-hostaliases': 'disabled',
  'kubernetes.podspec-hostipc': 'disabled',
  'kubernetes.podspec-hostnetwork': 'disabled',
  'kubernetes.podspec-hostpid': 'disabled',
  'kubernetes.podspec-init-containers': 'disabled',
  'kubernetes.podspec-nodeselector': 'disabled',
  'kubernetes.podspec-persistent-volume-claim': 'disabled',
  'kubernetes.podspec-persistent-volume-write': 'disabled',
  'kubernetes.podspec-priorityclassname': 'disabled',
  'kubernetes.podspec-runtimeclassname': 'disabled',
  'kubernetes.podspec-schedulername': 'disabled',
  'kubernetes.podspec-securitycontext': 'disabled',
  'kubernetes.podspec-shareprocessnamespace': 'disabled',
  'kubernetes.podspec-tolerations': 'disabled',
  'kubernetes.podspec-topologyspreadconstraints': 'disabled',
  'kubernetes.podspec-volumes-csi': 'disabled',
  'kubernetes.podspec-volumes-emptydir': 'enabled',
  'kubernetes.podspec-volumes-ephemeral': 'disabled',
  'kubernetes.podspec-volumes-hostpath': 'disabled',
  'kubernetes.podspec-volumes-image': 'disabled',
  'kubernetes.podspec-volumes-mount-propagation': 'disabled',
  'multi-container': 'enabled',
  'multi-container-probing': 'disabled',
  'queueproxy.mount-podinfo': 'disabled',
  'queueproxy.resource-defaults': 'disabled',
  'secure-pod-defaults': 'disabled',
  'tag-header-based-routing': 'disabled',
} as const satisfies Record<string, Flag>;

export type FeatureName = keyof typeof SHIPPED_FEATURES;

/** The state of each feature. */
export type Features = Readonly<Record<FeatureName, Flag>>;

/** The name without the common prefix, e.g. `affinity`. */
type ShortName<Name> = Name extends `kubernetes.podspec-${infer Short}` ? Short : never;

/** The feature that enables each pod field that Knative otherwise rejects (`PodSpecMask` in `fieldmask.go`). */
const FIELDS = {
  affinity: 'affinity',
  dnsConfig: 'dnsconfig',
  dnsPolicy: 'dnspolicy',
  hostAliases: 'hostaliases',
  hostIPC: 'hostipc',
  hostNetwork: 'hostnetwork',
  hostPID: 'hostpid',
  initContainers: 'init-containers',
  nodeSelector: 'nodeselector',
  priorityClassName: 'priorityclassname',
  runtimeClassName: 'runtimeclassname',
  schedulerName: 'schedulername',
  securityContext: 'securitycontext',
  shareProcessNamespace: 'shareprocessnamespace',
  tolerations: 'tolerations',
  topologySpreadConstraints: 'topologyspreadconstraints',
} as const satisfies Record<string, ShortName<FeatureName>>;

/** isEnabled reports whether a feature is on for every object. */
export function isEnabled(features: Features, name: ShortName<FeatureName>): boolean {
  return features[`kubernetes.podspec-${name}`] === 'enabled';
}

/** isUsable reports whether objects may use a feature; `allowed` counts. */
export function isUsable(features: Features, name: ShortName<FeatureName>): boolean {
  return features[`kubernetes.podspec-${name}`] !== 'disabled';
}

/** securesPods reports whether Knative sets the defaults that the `restricted` profile requires of pods. */
export function securesPods(features: Features): boolean {
  return ['enabled', 'allowrootbounded'].includes(features['secure-pod-defaults']);
}

/** isFieldUsable reports whether a feature allows this pod field; false for a field that has no feature. */
export function isFieldUsable(features: Features, field: string): boolean {
  if (field === 'securityContext' && securesPods(features)) return true;
  return Object.hasOwn(FIELDS, field) && isUsable(features, FIELDS[field as keyof typeof FIELDS]);
}
