import type { DomainMapping } from '#lib/knative/domain-mapping.ts';
import { LABEL } from '#lib/knative/labels.ts';
import type {
  Configuration,
  KIngress,
  KnativeService,
  Pod,
  PodAutoscaler,
  Revision,
  Route,
} from '#lib/knative/types.ts';
import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import type { ReadableStore, StoreChange } from '#lib/kubernetes/object-store.ts';
import { isConfirmed } from '#lib/view/route-serving.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import { Mentions, mentionedBy, serviceOfName } from '#server/live/mentions.ts';
import { serviceKeyOf } from '#server/live/service-key.ts';

/** The kinds of the summary tier, by the place that they have below a Service. */
export type SummaryKind =
  | 'service'
  | 'route'
  | 'configuration'
  | 'kIngress'
  | 'revision'
  | 'podAutoscaler'
  | 'domainMapping'
  | 'pod';

/** A Service's objects as they are in the cluster, without what is known of them beside. */
export type IndexedObjects = Omit<ServiceObjects, 'memories' | 'unread'>;

/** Objects of one Service by kind and store key. A kind without objects has no map. */
type Group = Partial<Record<SummaryKind, Map<string, KubeObject>>>;

/**
 * Which object belongs to which Service, kept in step with the stores. A change costs the same however many objects there
 * are, and tells the key of the Service that it touches. Objects are shared with the stores, never copied.
 */
export class ServiceIndex {
  readonly #groups = new Map<string, Group>();
  /** Every Revision by its store key, whoever it belongs to. */
  readonly #revisions = new Map<string, KubeObject>();
  /** Each KIngress as its controller last confirmed it: the object that the store holds, but for the time of a change. */
  readonly #confirmed = new Map<string, KIngress>();
  readonly #mentions = new Mentions();
  readonly #stores = new Map<SummaryKind, Set<ReadableStore>>();
  /** Routes and Configurations that belong to no Service, by name and kind: somebody made them by hand. */
  readonly #strays = new Map<string, Map<SummaryKind, KubeObject>>();
  readonly #onDirty: (serviceKey: string) => void;

  constructor(onDirty: (serviceKey: string) => void) {
    this.#onDirty = onDirty;
  }

  /**
   * Takes a store in: what it holds now, and every change. A kind may have several stores, one a namespace. Returns what lets
   * go of the store and of its objects, but for those that another store of the kind holds.
   */
  attach(kind: SummaryKind, store: ReadableStore): () => void {
    const stores = this.#stores.get(kind) ?? new Set();
    this.#stores.set(kind, stores.add(store));
    for (const object of store.values()) this.#put(kind, objectKey(object), object);
    const unsubscribe = store.subscribe((changes) => this.#take(kind, changes));
    return () => {
      unsubscribe();
      if (!stores.delete(store)) return;
      for (const object of store.values()) {
        const key = objectKey(object);
        const other = [...stores].map((it) => it.get(key)).find((it) => it !== undefined);
        if (other === undefined) this.#remove(kind, key, object);
        else this.#put(kind, key, other);
      }
    };
  }

  /** Whether a Service is there. */
  has(serviceKey: string): boolean {
    return this.#groups.get(serviceKey)?.service?.has(serviceKey) === true;
  }

  /** The objects of a Service; undefined while the Service itself is not there. */
  get(serviceKey: string): IndexedObjects | undefined {
    const group = this.#groups.get(serviceKey);
    // What a store of a kind holds is of that kind: the casts state what the watch of its URL returns.
    const named = (kind: SummaryKind): KubeObject | undefined => group?.[kind]?.get(serviceKey);
    const all = (kind: SummaryKind): KubeObject[] => [...(group?.[kind]?.values() ?? [])];
    const service = named('service') as KnativeService | undefined;
    if (service === undefined) return undefined;
    return {
      service,
      route: named('route') as Route | undefined,
      configuration: named('configuration') as Configuration | undefined,
      kIngress: named('kIngress') as KIngress | undefined,
      confirmedIngress: this.#confirmed.get(serviceKey),
      revisions: all('revision') as Revision[],
      podAutoscalers: all('podAutoscaler') as PodAutoscaler[],
      pods: all('pod'),
      mappings: all('domainMapping') as DomainMapping[],
      foreign: this.#foreign(serviceKey),
    };
  }

  /** The Route and the Configuration of a name that belong to no Service. */
  strays(key: string): KubeObject[] {
    return [...(this.#strays.get(key)?.values() ?? [])];
  }

  /** The keys of the Services that are there. */
  *keys(): Generator<string> {
    for (const [key, group] of this.#groups) if (group.service !== undefined) yield key;
  }

  /** The Revisions that a Service's traffic names and that are not its own. */
  #foreign(serviceKey: string): ServiceObjects['foreign'] {
    const foreign = { revisions: [] as Revision[], podAutoscalers: [] as PodAutoscaler[], pods: [] as Pod[] };
    const service = this.#groups.get(serviceKey)?.service?.get(serviceKey) as KnativeService;
    for (const key of mentionedBy(service)) {
      const revision = this.#revisions.get(key);
      const owner = revision === undefined ? undefined : serviceKeyOf(revision);
      if (revision === undefined || owner === serviceKey) continue;
      foreign.revisions.push(revision as Revision);
      // What a label was taken off may still be ours below: its autoscaler and its pods keep theirs.
      for (const group of [this.#groups.get(owner ?? ''), this.#groups.get(serviceKey)]) {
        const autoscaler = group?.podAutoscaler?.get(key);
        if (autoscaler !== undefined) foreign.podAutoscalers.push(autoscaler as PodAutoscaler);
        for (const pod of group?.pod?.values() ?? []) {
          if (pod.metadata.labels?.[LABEL.revision] === revision.metadata.name) foreign.pods.push(pod);
        }
      }
    }
    return foreign;
  }

  #take(kind: SummaryKind, changes: readonly StoreChange[]): void {
    for (const change of changes) {
      if (change.type === 'deleted') {
        this.#remove(kind, change.key, change.object);
        continue;
      }
      // A label that names another Service now moves the object.
      if (change.old !== undefined && serviceKeyOf(change.old) !== serviceKeyOf(change.object)) {
        this.#remove(kind, change.key, change.old);
      }
      this.#put(kind, change.key, change.object);
    }
  }

  #put(kind: SummaryKind, key: string, object: KubeObject): void {
    if (kind === 'revision') this.#revisions.set(key, object);
    if (kind === 'kIngress' && isConfirmed(object as KIngress)) this.#confirmed.set(key, object as KIngress);
    if (kind === 'service') this.#mentions.set(key, object as KnativeService);
    this.#tellMentioning(kind, key, object);
    const serviceKey = serviceKeyOf(object);
    this.#setStray(kind, key, serviceKey === undefined ? object : undefined);
    if (serviceKey === undefined) return;
    let group = this.#groups.get(serviceKey);
    if (group === undefined) {
      group = {};
      this.#groups.set(serviceKey, group);
    }
    const objects = group[kind] ?? new Map<string, KubeObject>();
    objects.set(key, object);
    group[kind] = objects;
    this.#onDirty(serviceKey);
  }

  #remove(kind: SummaryKind, key: string, object: KubeObject): void {
    if (kind === 'revision') this.#revisions.delete(key);
    if (kind === 'kIngress') this.#confirmed.delete(key);
    if (kind === 'service') this.#mentions.delete(key);
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
    // The page of that name says that there is no such Service, and what there is.
    this.#onDirty(key);
  }

  /** A Revision, its autoscaler or its pod concerns every Service whose traffic names it. */
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
