/** How a feature of `config-features` is switched: `allowed` lets an object use it that asks for it; the last one is of secure-pod-defaults alone. */
export type Flag = 'enabled' | 'allowed' | 'disabled' | 'allowrootbounded';

/**
 * The features of Knative as `config-features` spells them, with what they are as shipped (knative/serving v0.50
 * `pkg/apis/config/features.go`).
 */
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

/** How each feature is switched. */
export type Features = Readonly<Record<FeatureName, Flag>>;

/** The name without what all of them begin with: `affinity`. */
type ShortName<Name> = Name extends `kubernetes.podspec-${infer Short}` ? Short : never;

/** The feature behind each field of a pod that Knative refuses without it (`PodSpecMask` in `fieldmask.go`). */
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

/** isEnabled reports whether a feature is on for everybody. */
export function isEnabled(features: Features, name: ShortName<FeatureName>): boolean {
  return features[`kubernetes.podspec-${name}`] === 'enabled';
}

/** isUsable reports whether a feature is on for those who ask: `allowed` counts. */
export function isUsable(features: Features, name: ShortName<FeatureName>): boolean {
  return features[`kubernetes.podspec-${name}`] !== 'disabled';
}

/** securesPods reports whether Knative fills in what the `restricted` profile wants of pods. */
export function securesPods(features: Features): boolean {
  return ['enabled', 'allowrootbounded'].includes(features['secure-pod-defaults']);
}

/** isFieldUsable reports whether a feature lets pods have this field; false for a field that no feature is about. */
export function isFieldUsable(features: Features, field: string): boolean {
  if (field === 'securityContext' && securesPods(features)) return true;
  return Object.hasOwn(FIELDS, field) && isUsable(features, FIELDS[field as keyof typeof FIELDS]);
}
