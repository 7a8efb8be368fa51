import { LABEL } from '#lib/knative/labels.ts';
import type {
  TrimmedConfiguration,
  TrimmedDomainMapping,
  TrimmedKIngress,
  TrimmedPod,
  TrimmedPodAutoscaler,
  TrimmedRevision,
  TrimmedService,
} from '#lib/knative/trimmed.ts';
import type { Route } from '#lib/knative/types.ts';
import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import type { ReadableStore, StoreChange } from '#lib/kubernetes/object-store.ts';
import { isConfirmed } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { Mentions, mentionedBy, serviceOfName } from '#server/live/mentions.ts';
import { serviceKeyOf } from '#server/live/service-key.ts';

/** What the summary tier keeps of each kind, keyed by the kind's role below a Service. */
export interface SummaryObjects {
  service: TrimmedService;
  route: Route;
  configuration: TrimmedConfiguration;
  kIngress: TrimmedKIngress;
  revision: TrimmedRevision;
  podAutoscaler: TrimmedPodAutoscaler;
  domainMapping: TrimmedDomainMapping;
  pod: TrimmedPod;
}

export type SummaryKind = keyof SummaryObjects;
export type SummaryObject = SummaryObjects[SummaryKind];

/** A Service's objects as they are in the cluster, without anything Sluice knows in addition. */
export type IndexedObjects = Omit<ServiceObjects, 'memories' | 'unread'>;

/** Objects of one Service by kind and store key. A kind without objects has no map. */
type Group = { [Kind in SummaryKind]?: Map<string, SummaryObjects[Kind]> };

/** Extra bookkeeping for one kind, besides its place in the groups. */
type Aside = {
  [Kind in SummaryKind]?: {
    put: (key: string, object: SummaryObjects[Kind]) => void;
    remove: (key: string) => void;
  };
};

/**
 * Tracks which object belongs to which Service, in sync with the stores. The cost of a change does not depend on the number of objects, and
 * each change reports the key of the Service that it affects. Objects are shared with the stores, never copied.
 */
export class ServiceIndex {
  readonly #groups = new Map<string, Group>();
  /** Every Revision by its store key, whichever Service it belongs to. */
  readonly #revisions = new Map<string, TrimmedRevision>();
  /** Each KIngress as its controller last confirmed it: the object in the store, except while a change is in progress. */
  readonly #confirmed = new Map<string, TrimmedKIngress>();
  readonly #mentions = new Mentions();
  readonly #stores = new Map<SummaryKind, Set<ReadableStore>>();
  readonly #aside: Aside = {
    revision: {
      put: (key, revision) => this.#revisions.set(key, revision),
      remove: (key) => this.#revisions.delete(key),
    },
    kIngress: {
      put: (key, ingress) => {
        if (isConfirmed(ingress)) this.#confirmed.set(key, ingress);
      },
      remove: (key) => this.#confirmed.delete(key),
    },
    service: {
      put: (key, service) => this.#mentions.set(key, service),
      remove: (key) => this.#mentions.delete(key),
    },
  };
  /** Routes and Configurations that belong to no Service, by name and kind: someone created them by hand. */
  readonly #strays = new Map<string, Map<SummaryKind, KubeObject>>();
  readonly #onDirty: (serviceKey: string) => void;

  constructor(onDirty: (serviceKey: string) => void) {
    this.#onDirty = onDirty;
  }

  /**
   * Attaches a store: what it holds now, and every change. A kind may have several stores, one per namespace. Returns a function that
   * detaches the store and drops its objects, except those that another store of the kind holds.
   */
  attach<Kind extends SummaryKind>(kind: Kind, store: ReadableStore<SummaryObjects[Kind]>): () => void {
    const stores = this.#storesOf(kind);
    stores.add(store);
    for (const object of store.values()) this.#put(kind, objectKey(object), object);
    const unsubscribe = store.subscribe((changes) => this.#take(kind, changes));
    return () => {
      unsubscribe();
      if (!stores.delete(store)) return;
      for (const object of store.values()) {
        const key = objectKey(object);
        const other = [...stores]
          .map((otherStore) => otherStore.get(key))
          .find((found) => found !== undefined);
        if (other === undefined) this.#remove(kind, key, object);
        else this.#put(kind, key, other);
      }
    };
  }

  /** Whether a Service exists. */
  has(serviceKey: string): boolean {
    return this.#groups.get(serviceKey)?.service?.has(serviceKey) === true;
  }

  /** The objects of a Service; undefined while the Service itself does not exist. */
  get(serviceKey: string): IndexedObjects | undefined {
    const group = this.#groups.get(serviceKey);
    const service = group?.service?.get(serviceKey);
    if (service === undefined) return undefined;
    return {
      service,
      route: group?.route?.get(serviceKey),
      configuration: group?.configuration?.get(serviceKey),
      kIngress: group?.kIngress?.get(serviceKey),
      confirmedIngress: this.#confirmed.get(serviceKey),
      revisions: [...(group?.revision?.values() ?? [])],
      podAutoscalers: [...(group?.podAutoscaler?.values() ?? [])],
      pods: [...(group?.pod?.values() ?? [])],
      mappings: [...(group?.domainMapping?.values() ?? [])],
      foreign: this.#foreign(serviceKey, service),
    };
  }

  /** The Route and the Configuration with a name that belong to no Service. */
  strays(key: string): KubeObject[] {
    return [...(this.#strays.get(key)?.values() ?? [])];
  }

  /** Keys of the existing Services. */
  *keys(): Generator<string> {
    for (const [key, group] of this.#groups) if (group.service !== undefined) yield key;
  }

  /** Revisions that a Service's traffic names but does not own. */
  #foreign(serviceKey: string, service: TrimmedService): ServiceObjects['foreign'] {
    const revisions: TrimmedRevision[] = [];
    const podAutoscalers: TrimmedPodAutoscaler[] = [];
    const pods: TrimmedPod[] = [];
    for (const key of mentionedBy(service)) {
      const revision = this.#revisions.get(key);
      const owner = revision === undefined ? undefined : serviceKeyOf(revision);
      if (revision === undefined || owner === serviceKey) continue;
      revisions.push(revision);
      // A Revision that lost its label may still have objects of ours below it: its autoscaler and pods keep their labels.
      for (const group of [this.#groups.get(owner ?? ''), this.#groups.get(serviceKey)]) {
        const autoscaler = group?.podAutoscaler?.get(key);
        if (autoscaler !== undefined) podAutoscalers.push(autoscaler);
        for (const pod of group?.pod?.values() ?? []) {
          if (pod.metadata.labels?.[LABEL.revision] === revision.metadata.name) pods.push(pod);
        }
      }
    }
    return { revisions, podAutoscalers, pods };
  }

  #storesOf<Kind extends SummaryKind>(kind: Kind): Set<ReadableStore<SummaryObjects[Kind]>> {
    const stores = this.#stores.get(kind) ?? new Set();
    this.#stores.set(kind, stores);
    return stores as Set<ReadableStore<SummaryObjects[Kind]>>; // attach adds no others.
  }

  #take<Kind extends SummaryKind>(kind: Kind, changes: readonly StoreChange<SummaryObjects[Kind]>[]): void {
    for (const change of changes) {
      if (change.type === 'deleted') {
        this.#remove(kind, change.key, change.object);
        continue;
      }
      // A label that now names another Service moves the object.
      if (change.old !== undefined && serviceKeyOf(change.old) !== serviceKeyOf(change.object)) {
        this.#remove(kind, change.key, change.old);
      }
      this.#put(kind, change.key, change.object);
    }
  }

  #put<Kind extends SummaryKind>(kind: Kind, key: string, object: SummaryObjects[Kind]): void {
    this.#aside[kind]?.put(key, object);
    this.#tellMentioning(kind, key, object);
    const serviceKey = serviceKeyOf(object);
    this.#setStray(kind, key, serviceKey === undefined ? object : undefined);
    if (serviceKey === undefined) return;
    let group = this.#groups.get(serviceKey);
    if (group === undefined) {
      group = {};
      this.#groups.set(serviceKey, group);
    }
    const objects: NonNullable<Group[Kind]> = group[kind] ?? new Map();
    objects.set(key, object);
    group[kind] = objects;
    this.#onDirty(serviceKey);
  }

  #remove<Kind extends SummaryKind>(kind: Kind, key: string, object: SummaryObjects[Kind]): void {
    this.#aside[kind]?.remove(key);
    this.#tellMentioning(kind, key, object);
    const serviceKey = serviceKeyOf(object);
    this.#setStray(kind, key, undefined);
    const group = serviceKey === undefined ? undefined : this.#groups.get(serviceKey);
    if (serviceKey === undefined || group === undefined) return;
    const objects = group[kind];
    objects?.delete(key);
    if (objects?.size === 0) delete group[kind];
    if (Object.keys(group).length === 0) this.#groups.delete(serviceKey);
    this.#onDirty(serviceKey);
  }

  #setStray(kind: SummaryKind, key: string, object: KubeObject | undefined): void {
    if (kind !== 'route' && kind !== 'configuration') return;
    const strays = this.#strays.get(key);
    if (object === undefined) {
      if (strays?.delete(kind) !== true) return;
      if (strays.size === 0) this.#strays.delete(key);
    } else this.#strays.set(key, (strays ?? new Map<SummaryKind, KubeObject>()).set(kind, object));
    // The page for that name shows that there is no such Service, and what exists instead.
    this.#onDirty(key);
  }

  /** A Revision, its autoscaler or its pod affects every Service whose traffic names it. */
  #tellMentioning(kind: SummaryKind, key: string, object: KubeObject): void {
    const { metadata } = object;
    const revision =
      kind === 'pod'
        ? `${metadata.namespace ?? ''}/${metadata.labels?.[LABEL.revision] ?? ''}`
        : kind === 'revision' || kind === 'podAutoscaler'
          ? key
          : undefined;
    if (revision === undefined) return;
    for (const serviceKey of this.#mentions.by(revision)) this.#onDirty(serviceKey);
    const likely = serviceOfName(revision);
    if (likely === undefined || likely === serviceKeyOf(object)) return;
    if (this.#groups.get(likely)?.service !== undefined) this.#onDirty(likely);
  }
}
