import type { KnativeService, Pod, TrafficTarget } from '#lib/knative/types.ts';
import type { Condition, KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { AdmissionPlugin, Stored, WriteOptions } from '#simulator/apimachinery/contract.ts';
import { KNATIVE, KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import { startCluster } from '#simulator/control-plane/cluster.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import type { Settings } from '#simulator/controllers/context.ts';
import { knativeAdmission } from '#simulator/knative/admission/admission.ts';
import type { ConfigData } from '#simulator/knative/config/reader.ts';
import type { ShippedName } from '#simulator/knative/config/shipped.ts';
import { installConfiguration } from '#simulator/knative/install/install.ts';
import type { Controller } from '#simulator/knative/reconciler/controller.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';

/** The user that tests write as. */
export const ADMIN: WriteOptions = {
  user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  fieldManager: 'kubectl-client-side-apply',
};

/** The parts of a test's Service, apart from its name. */
export interface ServiceParts {
  namespace?: string;
  traffic?: TrafficTarget[];
  revisionName?: string;
  image?: string;
  env?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  templateAnnotations?: Record<string, string>;
}

/** serviceManifest builds a Service as a person would write it. */
export function serviceManifest(name: string, parts: ServiceParts = {}): Record<string, unknown> {
  return {
    metadata: {
      name,
      namespace: parts.namespace ?? 'default',
      ...(parts.labels === undefined ? {} : { labels: parts.labels }),
      ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
    },
    spec: {
      template: {
        metadata: {
          ...(parts.revisionName === undefined ? {} : { name: parts.revisionName }),
          ...(parts.templateAnnotations === undefined ? {} : { annotations: parts.templateAnnotations }),
        },
        spec: {
          containers: [
            {
              image: parts.image ?? 'ikubernetes/helloworld-go',
              env: [{ name: 'TARGET', value: parts.env ?? 'World' }],
            },
          ],
        },
      },
      ...(parts.traffic === undefined ? {} : { traffic: parts.traffic }),
    },
  };
}

/** Additions to a test cluster. */
export interface TestParts {
  /** Admission plug-ins in addition to Knative's. */
  plugins?: readonly AdmissionPlugin[];
  controllers?: readonly Controller[];
}

/** A cluster on a fake clock; errors that its controllers and store report are collected in `errors`. */
export class ControllerTest {
  readonly clock = new FakeClock();
  readonly store: ClusterStore;
  readonly errors: unknown[] = [];

  /** `config` overrides the data of Knative's ConfigMaps. */
  constructor(
    settings: Partial<Settings> = {},
    config: Partial<Record<ShippedName, ConfigData>> = {},
    { plugins = [], ...parts }: TestParts = {},
  ) {
    const random = seededRandom(7);
    const report = (error: unknown): void => void this.errors.push(error);
    const { clock } = this;
    this.store = startControlPlane({ clock, random, plugins: [knativeAdmission, ...plugins], report });
    this.store.create(KUBERNETES.namespace, { metadata: { name: 'default' } }, ADMIN);
    installConfiguration(this.store, config);
    startCluster({ store: this.store, clock, random, settings, report, ...parts });
  }

  /** Creates a Service, or updates it as kubectl apply does: fields that the cluster added stay. */
  apply(name: string, parts: ServiceParts = {}): Stored<KnativeService> {
    const manifest = serviceManifest(name, parts);
    const found = this.store.get(KNATIVE.service, parts.namespace ?? 'default', name);
    if (found === undefined) return this.store.create(KNATIVE.service, manifest, ADMIN);
    const annotations = { ...found.metadata.annotations, ...parts.annotations };
    const labels = { ...found.metadata.labels, ...parts.labels };
    const spec = manifest['spec'] as KnativeService['spec'];
    const before = found.spec.template.spec;
    const template = { ...spec.template, spec: { ...before, ...spec.template.spec } };
    return this.store.update(
      KNATIVE.service,
      { ...found, metadata: { ...found.metadata, annotations, labels }, spec: { ...spec, template } },
      ADMIN,
    );
  }

  /** Maps a domain to a Service in the namespace `default`. */
  mapDomain(domain: string, service: string): void {
    const ref = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: service };
    const mapping = { metadata: { name: domain, namespace: 'default' }, spec: { ref } };
    this.store.create(KNATIVE.domainMapping, mapping, ADMIN);
  }

  advance(seconds: number): void {
    this.clock.advance(seconds * 1000);
  }

  get<T extends KubeObject>(type: ResourceType<T>, name: string, namespace = 'default'): Stored<T> {
    const object = this.store.get(type, namespace, name);
    if (object === undefined) throw new Error(`there is no ${type.kind} ${namespace}/${name}`);
    return object;
  }

  /** Returns a condition as `status reason: message`; empty parts are omitted. */
  condition(type: ResourceType, name: string, condition: string, namespace = 'default'): string {
    const { conditions = [] } = (this.get(type, name, namespace)['status'] ?? {}) as {
      conditions?: Condition[];
    };
    const found = conditions.find((candidate) => candidate.type === condition);
    if (found === undefined) return 'absent';
    const { status, reason = '', message = '' } = found;
    return [status, reason].filter((part) => part !== '').join(' ') + (message === '' ? '' : `: ${message}`);
  }

  /** Returns the routed traffic in a Route's status, as `revision percent` with the tag if there is one. */
  routed(name: string, namespace = 'default'): string[] {
    const { traffic = [] } = (this.get(KNATIVE.route, name, namespace)['status'] ?? {}) as {
      traffic?: TrafficTarget[];
    };
    return traffic.map(({ revisionName, percent, tag }) =>
      [revisionName, percent, ...(tag === undefined ? [] : [`#${tag}`])].join(' '),
    );
  }

  /** Returns the pods of a Revision that are not terminating. */
  pods(revision: string, namespace = 'default'): Stored<Pod>[] {
    return this.store
      .list(KUBERNETES.pod, namespace)
      .filter(({ metadata }) => metadata.labels?.['serving.knative.dev/revision'] === revision)
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** Records every later value of an object's Ready condition, once per change. */
  watchReady(type: ResourceType, name: string): string[] {
    const seen: string[] = [];
    this.store.subscribe(({ resource, object }) => {
      if (resource.resource !== type.resource || resource.group !== type.group) return;
      if (object.metadata.name !== name) return;
      const { conditions = [] } = (object['status'] ?? {}) as { conditions?: Condition[] };
      const ready = conditions.find((condition) => condition.type === 'Ready');
      const text = ready === undefined ? '' : (ready.message ?? ready.status);
      if (text !== '' && seen.at(-1) !== text) seen.push(text);
    });
    return seen;
  }
}
