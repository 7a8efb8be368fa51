import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';

// What the two halves of the simulator know of each other: the API half (api/) stores, serves and watches objects; the
// Knative half (knative/, scale/, scenarios/) admits and moves them. Both are driven by one Clock and one Random.

/** An object as the store holds it: any fields beside the metadata. Treat as immutable; the store never hands out a copy. */
export type StoredObject = KubeObject & { [field: string]: unknown };

/** Time as an argument: real (perhaps faster) in a demo, advanced by hand in tests. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls back once after that many ms of simulated time. Returns a function that cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** A seeded source of randomness, so that a run can be repeated. */
export interface Random {
  /** In [0, 1). */
  next(): number;
}

/** Who makes a request. */
export interface User {
  name: string;
  groups: string[];
}

/** What a write asks of the store beside its object. */
export interface WriteOptions {
  user: User;
  /** For managedFields; the first part of the User-Agent when the request names none. */
  fieldManager: string;
  dryRun?: boolean;
  /** Is told what admission warns about, whether the write is admitted or not. */
  warn?: (text: string) => void;
}

/** A refusal that becomes a metav1.Status body. Throw it from admission or from the store. */
export class StatusError extends Error {
  override name = 'StatusError' as const;
  readonly code: number;
  readonly reason: string;
  readonly details: Record<string, unknown> | undefined;
  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** One write as admission sees it. `object` is a private copy that mutation may change. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  type: ResourceType;
  subresource: '' | 'status';
  object: StoredObject;
  old: StoredObject | undefined;
  user: User;
  dryRun: boolean;
  /** Tells the client something that does not keep the write from being admitted. */
  warn: (text: string) => void;
  /** The cluster as it is before the write; a plug-in may ask what would become of other writes by dry runs, and makes none. */
  store: Pick<Store, 'get' | 'create'>;
}

/** Admission: first every mutate in order, then every validate. A plug-in refuses by throwing StatusError. */
export interface AdmissionPlugin {
  mutate?(request: AdmissionRequest): void;
  validate?(request: AdmissionRequest): void;
}

/** A change of the store, told after it happened. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: ResourceType;
  object: StoredObject;
  /** The state before; absent on ADDED. */
  old: StoredObject | undefined;
}

/**
 * The object store: what etcd and the registry are to a real API server. Synchronous. Reads return live, frozen-by-type
 * objects. Every write sets uid, resourceVersion, generation (when anything outside metadata and status changed),
 * creationTimestamp and managedFields, runs admission, and does nothing at all (same resourceVersion) when nothing changed.
 */
export interface Store {
  get(type: ResourceType, namespace: string | undefined, name: string): StoredObject | undefined;
  /** Objects of a type in name order; all namespaces when none is given. */
  list(type: ResourceType, namespace?: string): readonly StoredObject[];
  /** Throws StatusError AlreadyExists. `metadata.generateName` is honoured. */
  create(type: ResourceType, object: unknown, options: WriteOptions): StoredObject;
  /** Replaces all but status. Throws Conflict when the object carries a stale resourceVersion, NotFound. */
  update(type: ResourceType, object: unknown, options: WriteOptions): StoredObject;
  /** Replaces status only. */
  updateStatus(type: ResourceType, object: unknown, options: WriteOptions): StoredObject;
  /**
   * Owner garbage collection: `Background` deletes dependents after, `Foreground` before, `Orphan` drops their owner reference; absent, the
   * object's own finalizers decide, and `Background` where there are none.
   * `gracePeriodSeconds` above 0 keeps a pod that has a node Terminating until someone deletes it without one or a short time is over;
   * absent, it goes at once. `uid` and `resourceVersion` are preconditions (Conflict).
   */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: WriteOptions & {
      propagation?: 'Background' | 'Foreground' | 'Orphan';
      uid?: string;
      resourceVersion?: string;
      gracePeriodSeconds?: number;
    },
  ): StoredObject;
  /** Objects whose ownerReferences name this uid. */
  ownedBy(uid: string): readonly { type: ResourceType; object: StoredObject }[];
  /** Called after each change, in order, synchronously; a listener must not write (queue it on the clock). */
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

/** One run of a container, as the pod's status tells it. Times are Unix ms. */
export interface ContainerRun {
  container: string;
  startedAt: number;
  /** Absent while it runs. */
  end?: { at: number; exitCode: number; lastWords: string };
}

/** One line of a container's log. */
export interface LogLine {
  /** Unix ms. */
  at: number;
  text: string;
}

/** What a run of a container has logged from one time on and before another (Unix ms), in order: the same whenever it is asked. */
export type PodLogs = (pod: StoredObject, run: ContainerRun, from: number, to: number) => LogLine[];
