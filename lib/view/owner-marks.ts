import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { TrafficOwnerView } from '#lib/view/types.ts';

/** A tool that left its mark on an object. */
export interface OwnerMark {
  tool: string;
  /** What of the tool manages it, e.g. `application shop`; null when the mark does not say. */
  object: string | null;
  reverts: TrafficOwnerView['reverts'];
  /** Set where the tool's code says it, whatever the object's fields say. */
  stated?: TrafficOwnerView['stated'];
  /** False where the tool leaves no copy of what it applied, as kubectl does: such a copy is somebody else's then. */
  appliesByKubectl?: boolean;
}

type Read = (object: KubeObject) => Omit<OwnerMark, 'tool'> | null;

const label = ({ metadata }: KubeObject, key: string): string | undefined => metadata.labels?.[key];
const annotation = ({ metadata }: KubeObject, key: string): string | undefined => metadata.annotations?.[key];

/**
 * The marks of tools that write Services, and what each does with a change made elsewhere. Sources: Argo CD `common/common.go`
 * and `controller/appcontroller.go`; Flux kustomize-controller and helm-controller `docs/spec`; Flagger `pkg/router/knative.go`;
 * KServe `ksvc_reconciler.go`; kpt-config-sync `pkg/metadata`; Helm `pkg/action`; func `pkg/deployer/knative`.
 */
const MARKS: readonly [tool: string, read: Read][] = [
  [
    'KServe',
    (it) => {
      const name = label(it, 'serving.kserve.io/inferenceservice');
      return name === undefined
        ? null
        : { object: `InferenceService ${name}`, reverts: 'atOnce', stated: 'yes' };
    },
  ],
  [
    'Flagger',
    (it) =>
      annotation(it, 'flagger.app/primary-revision') === undefined
        ? null
        : { object: null, reverts: 'interval', stated: 'yes' },
  ],
  ['Argo CD', readArgo],
  [
    'Flux',
    (it) => {
      const kustomization = label(it, 'kustomize.toolkit.fluxcd.io/name');
      if (kustomization !== undefined)
        return { object: `Kustomization ${kustomization}`, reverts: 'interval' };
      const release = label(it, 'helm.toolkit.fluxcd.io/name');
      return release === undefined
        ? null
        : { object: `HelmRelease ${release}`, reverts: 'unknown', appliesByKubectl: false };
    },
  ],
  [
    'Config Sync',
    (it) =>
      annotation(it, 'configmanagement.gke.io/managed') === 'enabled'
        ? { object: null, reverts: 'atOnce' }
        : null,
  ],
  [
    'Helm',
    (it) => {
      const release = annotation(it, 'meta.helm.sh/release-name');
      return release === undefined
        ? null
        : { object: `release ${release}`, reverts: 'unknown', appliesByKubectl: false };
    },
  ],
  [
    'Knative Functions',
    (it) => {
      const name = label(it, 'function.knative.dev/name') ?? label(it, 'boson.dev/function');
      return name === undefined ? null : { object: `function ${name}`, reverts: 'never', stated: 'no' };
    },
  ],
];

/** ownerMark returns the mark of the tool that manages an object; null when there is none. */
export function ownerMark(object: KubeObject): OwnerMark | null {
  for (const [tool, read] of MARKS) {
    const mark = read(object);
    if (mark !== null) return { tool, ...mark };
  }
  return null;
}

/** The tracking id names the object that it is about, `app:group/Kind:namespace/name`: on a copy of that object it says nothing. */
function readArgo(object: KubeObject): Omit<OwnerMark, 'tool'> | null {
  const { kind, metadata } = object;
  const tracking = annotation(object, 'argocd.argoproj.io/tracking-id');
  if (tracking !== undefined) {
    const [application = '', type, place] = tracking.split(':');
    const [group] = object.apiVersion.split('/');
    const isOwn = type === `${group}/${kind}` && place === `${metadata.namespace ?? ''}/${metadata.name}`;
    return isOwn ? { object: `application ${application}`, reverts: 'nextApply' } : null;
  }
  const instance = label(object, 'argocd.argoproj.io/instance');
  return instance === undefined ? null : { object: `application ${instance}`, reverts: 'nextApply' };
}

const MANAGERS: readonly [prefix: string, tool: string][] = [
  ['argocd', 'Argo CD'],
  ['kustomize-controller', 'Flux'],
  ['helm-controller', 'Flux'],
  ['flagger', 'Flagger'],
  ['kserve', 'KServe'],
  ['configsync', 'Config Sync'],
  ['helm', 'Helm'],
  ['terraform', 'Terraform'],
  ['hashicorp', 'Terraform'],
  ['pulumi', 'Pulumi'],
];

/** toolOfManager names the tool that writes under a field manager's name; null for a person's tool, or one that is not known. */
export function toolOfManager(manager: string): string | null {
  const name = manager.toLowerCase();
  return MANAGERS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
