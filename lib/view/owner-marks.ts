import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { TrafficOwnerView } from '#lib/view/models/service-head.ts';

/** A tool that left its mark on an object. */
export interface OwnerMark {
  tool: string;
  /** The tool's object that manages it, e.g. `application shop`; null when the mark does not show it. */
  object: string | null;
  reverts: TrafficOwnerView['reverts'];
  /** Set when the tool's code defines it, regardless of the object's fields. */
  stated?: TrafficOwnerView['stated'];
  /** False when the tool does not leave a last-applied copy the way kubectl does; such a copy then belongs to another writer. */
  appliesByKubectl?: boolean;
}

type Read = (object: KubeObject) => Omit<OwnerMark, 'tool'> | null;

const label = ({ metadata }: KubeObject, key: string): string | undefined => metadata.labels?.[key];
const annotation = ({ metadata }: KubeObject, key: string): string | undefined => metadata.annotations?.[key];

/**
 * Marks of tools that write Services, and what each does with a change made elsewhere. Sources: Argo CD `common/common.go` and
 * `controller/appcontroller.go`; Flux kustomize-controller and helm-controller `docs/spec`; Flagger `pkg/router/knative.go`; KServe
 * `ksvc_reconciler.go`; kpt-config-sync `pkg/metadata`; Helm `pkg/action`; func `pkg/deployer/knative`.
 */
const MARKS: readonly [tool: string, read: Read][] = [
  [
    'KServe',
    (object) => {
      const name = label(object, 'serving.kserve.io/inferenceservice');
      return name === undefined
        ? null
        : { object: `InferenceService ${name}`, reverts: 'atOnce', stated: 'yes' };
    },
  ],
  [
    'Flagger',
    (object) =>
      annotation(object, 'flagger.app/primary-revision') === undefined
        ? null
        : { object: null, reverts: 'interval', stated: 'yes' },
  ],
  ['Argo CD', readArgo],
  [
    'Flux',
    (object) => {
      const kustomization = label(object, 'kustomize.toolkit.fluxcd.io/name');
      if (kustomization !== undefined)
        return { object: `Kustomization ${kustomization}`, reverts: 'interval' };
      const release = label(object, 'helm.toolkit.fluxcd.io/name');
      return release === undefined
        ? null
        : { object: `HelmRelease ${release}`, reverts: 'unknown', appliesByKubectl: false };
    },
  ],
  [
    'Config Sync',
    (object) =>
      annotation(object, 'configmanagement.gke.io/managed') === 'enabled'
        ? { object: null, reverts: 'atOnce' }
        : null,
  ],
  [
    'Helm',
    (object) => {
      const release = annotation(object, 'meta.helm.sh/release-name');
      return release === undefined
        ? null
        : { object: `release ${release}`, reverts: 'unknown', appliesByKubectl: false };
    },
  ],
  [
    'Knative Functions',
    (object) => {
      const name = label(object, 'function.knative.dev/name') ?? label(object, 'boson.dev/function');
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

/**
 * readArgo reads Argo CD's marks. The tracking id names its object, `app:group/Kind:namespace/name`; on a copy of that object it is
 * meaningless.
 */
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

/** toolOfManager returns the tool behind a field manager's name; null for a tool that a person uses, or for one that is unknown. */
export function toolOfManager(manager: string): string | null {
  const name = manager.toLowerCase();
  return MANAGERS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}
