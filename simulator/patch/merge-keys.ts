/**
 * The keyed lists of built-in kinds, by field name (`patchMergeKey` in k8s.io/api v0.34). listMergeKey handles a name that two kinds share:
 * Service ports merge by port, container ports by containerPort.
 */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  conditions: 'type',
  ownerReferences: 'uid',
  podIPs: 'ip',
  secrets: 'name',
};

/** listMergeKey returns the merge key of a built-in kind's list; undefined for an atomic list. */
export function listMergeKey(kind: string): (field: string) => string | undefined {
  return (field) => {
    if (field === 'ports')
      return kind === 'Service' ? 'port' : kind === 'Endpoints' ? undefined : 'containerPort';
    return Object.hasOwn(MERGE_KEYS, field) ? MERGE_KEYS[field] : undefined;
  };
}
