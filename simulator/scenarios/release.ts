import type { Container, KnativeService, TrafficTarget } from '#lib/knative/types.ts';
import type { Store, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KNATIVE } from '#simulator/apimachinery/kinds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** minutes, hours and days convert to ms, for the ages of releases. */
export const minutes = (count: number): number => count * MINUTE_MS;
export const hours = (count: number): number => count * HOUR_MS;
export const days = (count: number): number => count * DAY_MS;

/** An action of a person or a tool on the cluster, that long before now. */
export interface Step {
  agoMs: number;
  take(store: Store): void;
}

/** The tool that made a release; each leaves its own entry in managedFields. */
export type Tool = 'kubectl-client-side-apply' | 'kn' | 'argocd-controller';

/** One applied state of a Service. */
export interface Release {
  agoMs: number;
  with?: Tool;
  /** A custom name for the Revision. */
  revisionName?: string;
  image?: string;
  env?: Record<string, string>;
  traffic?: TrafficTarget[];
  /** Of the Service itself. */
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Of the template, and therefore of the Revision. */
  templateLabels?: Record<string, string>;
  templateAnnotations?: Record<string, string>;
  containerConcurrency?: number;
}

/** writerOf returns a tool's user and field manager. */
export function writerOf(tool: Tool): WriteOptions {
  const user =
    tool === 'argocd-controller'
      ? {
          name: 'system:serviceaccount:argocd:argocd-application-controller',
          groups: ['system:serviceaccounts', 'system:authenticated'],
        }
      : { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
  return { user, fieldManager: tool };
}

/** releases turns the states of a Service into steps. Fields that a release omits keep the previous release's value. */
export function releases(namespace: string, name: string, history: readonly Release[]): Step[] {
  let state: Release = { agoMs: 0 };
  return history.map((release) => {
    const { revisionName: _own, ...before } = state;
    state = { ...before, ...release };
    const current = state;
    return { agoMs: release.agoMs, take: (store) => applyRelease(store, namespace, name, current) };
  });
}

/** A Service as a tool sends it. */
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: object;
  spec: KnativeService['spec'];
}

function manifestOf(namespace: string, name: string, release: Release): Manifest {
  const env = Object.entries(release.env ?? {}).map(([key, value]) => ({ name: key, value }));
  const template = {
    ...(release.revisionName === undefined ? {} : { name: release.revisionName }),
    labels: release.templateLabels ?? { app: name },
    ...(release.templateAnnotations === undefined ? {} : { annotations: release.templateAnnotations }),
  };
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      ...(release.labels === undefined ? {} : { labels: release.labels }),
      annotations: release.annotations ?? {},
    },
    spec: {
      template: {
        metadata: template,
        spec: {
          ...(release.containerConcurrency === undefined
            ? {}
            : { containerConcurrency: release.containerConcurrency }),
          containers: [
            {
              image: release.image ?? 'ikubernetes/helloworld-go',
              ports: [{ containerPort: 8080 }],
              ...(env.length === 0 ? {} : { env }),
            },
          ],
        },
      },
      ...(release.traffic === undefined ? {} : { traffic: release.traffic }),
    },
  };
}

/**
 * merged does what `kubectl edit` does: it keeps the defaulted fields of the template's spec and its containers that the manifest does not
 * set. Without them, admission would reject a template that keeps a custom name, because it would count as changed.
 */
function merged(found: KnativeService | undefined, next: Manifest): Manifest {
  if (found === undefined) return next;
  const { spec: before } = found;
  const { spec } = next;
  const containers = spec.template.spec.containers.map((container, index) => ({
    ...defaulted(before.template.spec.containers[index]),
    ...container,
  }));
  const template = { ...spec.template, spec: { ...before.template.spec, ...spec.template.spec, containers } };
  return { ...next, spec: { ...spec, template } };
}

function defaulted({ name, readinessProbe, resources }: Partial<Container> = {}): Partial<Container> {
  return { name, readinessProbe, resources };
}

function applyRelease(store: Store, namespace: string, name: string, release: Release): void {
  const tool = release.with ?? 'kubectl-client-side-apply';
  const manifest = manifestOf(namespace, name, release);
  const applied = tool === 'kn' ? {} : { [LAST_APPLIED]: `${JSON.stringify(manifest)}\n` };
  const found = store.get(KNATIVE.service, namespace, name);
  const annotations = { ...found?.metadata.annotations, ...release.annotations, ...applied };
  const metadata = {
    ...(found?.metadata ?? { name, namespace }),
    ...(release.labels === undefined ? {} : { labels: release.labels }),
    annotations,
  };
  const next = merged(found, { ...manifest, metadata });
  if (found === undefined) store.create(KNATIVE.service, next, writerOf(tool));
  else store.update(KNATIVE.service, next, writerOf(tool));
}
