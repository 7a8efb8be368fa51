import type { Pod } from '#lib/knative/types.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import type { ResourceType } from '#lib/kubernetes/resource.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';

// The interfaces that the simulator's two halves share. The API half stores, serves and watches objects; the Knative half (knative/,
// kubernetes/, scenarios/) admits and reconciles them. One Clock and one Random drive both.

/**
 * An object of type `T` as stored: it also has the fields that `T` leaves out. Treat it as immutable; the store never returns a copy.
 */
export type Stored<T extends KubeObject> = T & { [field: string]: unknown };

/** An object as stored, of any kind: metadata plus any other fields. */
export type StoredObject = Stored<KubeObject>;

/** A stored object with its type. */
export interface TypedObject {
  type: ResourceType;
  object: StoredObject;
}

/** A clock passed as an argument: real time (possibly sped up) in a demo, advanced by hand in tests. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls `callback` once after that many ms of simulated time. Returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** A seeded random source, so that runs are reproducible. */
export interface Random {
  /** In [0, 1). */
  next(): number;
}

/** The user who makes a request. */
export interface User {
  name: string;
  groups: string[];
}

/** Options of a write. */
export interface WriteOptions {
  user: User;
  /** The manager to record in managedFields; defaults to the first part of the User-Agent. */
  fieldManager: string;
  dryRun?: boolean;
  /** Receives admission warnings, whether or not the write is admitted. */
  warn?: (text: string) => void;
}

/** Options of a server-side apply; `fieldManager` is the applier. */
export interface ApplyOptions extends WriteOptions {
  subresource: '' | 'status';
  /** Takes over fields of other managers instead of failing with a conflict. */
  force: boolean;
}

/** An API error that becomes a metav1.Status body. Throw it from admission or from the store. */
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

/** One write as admission sees it. `object` is a private copy that mutating plug-ins may change. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  type: ResourceType;
  subresource: '' | 'status';
  object: StoredObject;
  old: StoredObject | undefined;
  user: User;
  dryRun: boolean;
  /** Adds a warning to the response; the write can still be admitted. */
  warn: (text: string) => void;
  /** The cluster before the write. A plug-in may dry-run other writes through it, but must not persist any. */
  store: Pick<Store, 'get' | 'list' | 'create'>;
}

/** An admission plug-in: every mutate runs first, in order, then every validate. A plug-in rejects the write by throwing StatusError. */
export interface AdmissionPlugin {
  mutate?(request: AdmissionRequest): void;
  validate?(request: AdmissionRequest): void;
}

/** A store change, sent after it happened. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: ResourceType;
  object: StoredObject;
  /** The previous state; absent on ADDED. */
  old: StoredObject | undefined;
}

/**
 * The object store; it does what etcd and the registry do in a real API server. Synchronous. Reads return the live objects, which are
 * read-only by type. Every write sets uid, resourceVersion, generation (when anything outside metadata and status changed),
 * creationTimestamp and managedFields, and runs admission. A write that changes nothing is a no-op (same resourceVersion).
 */
export interface Store {
  /** Every stored type, in discovery order. */
  readonly types: readonly ResourceDefinition[];
  /** Starts storing a type, or updates the definition of one that it already stores. */
  serve(type: ResourceDefinition): void;
  /** Stops storing a type; its objects must already be gone. */
  withdraw(type: ResourceType): void;
  /** Returns an object in the shape of its type; undefined when it does not exist. */
  get<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
  ): Stored<T> | undefined;
  /** Lists objects of a type by name; in all namespaces when none is given. */
  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): readonly Stored<T>[];
  /** Throws StatusError AlreadyExists. Honors `metadata.generateName`. */
  create<T extends KubeObject>(type: ResourceType<T>, object: unknown, options: WriteOptions): Stored<T>;
  /** Replaces everything but status. Throws Conflict when the object carries a stale resourceVersion, and NotFound. */
  update<T extends KubeObject>(type: ResourceType<T>, object: unknown, options: WriteOptions): Stored<T>;
  /** Replaces only status. */
  updateStatus<T extends KubeObject>(
    type: ResourceType<T>,
    object: unknown,
    options: WriteOptions,
  ): Stored<T>;
  /**
   * Deletes an object. Owner garbage collection: `Background` deletes dependents after it, `Foreground` before it, `Orphan` removes their
   * owner reference. When absent, the object's own finalizers decide, with `Background` as the default. A `gracePeriodSeconds` above 0
   * keeps a pod that has a node Terminating until someone deletes it without a grace period or a short time passes; when absent, the pod
   * goes immediately. `uid` and `resourceVersion` are preconditions (Conflict).
   */
  delete<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
    options: WriteOptions & {
      propagation?: 'Background' | 'Foreground' | 'Orphan';
      uid?: string;
      resourceVersion?: string;
      gracePeriodSeconds?: number;
    },
  ): Stored<T>;
  /**
   * Server-side apply: creates the object or merges the configuration into it. Throws Conflict when it would change fields of other
   * managers without force, and NotFound for the status of an object that does not exist.
   */
  apply<T extends KubeObject>(type: ResourceType<T>, value: unknown, options: ApplyOptions): Stored<T>;
  /** Replaces the finalizers in a namespace's spec; with none left, a namespace that is being deleted is removed. Throws NotFound. */
  finalize(name: string, finalizers: readonly unknown[], options: WriteOptions): StoredObject;
  /** The object with this uid, of any type. */
  byUid(uid: string): TypedObject | undefined;
  /** Objects whose ownerReferences contain this uid. */
  ownedBy(uid: string): readonly TypedObject[];
  /** Those of them that are of one type. */
  ownedBy<T extends KubeObject>(uid: string, type: ResourceType<T>): readonly Stored<T>[];
  /** Calls the listener after each change, in order, synchronously. A listener must not write; it queues writes on the clock. */
  subscribe(listener: (event: StoreEvent) => void): () => void;
}

/** One run of a container, as the pod's status reports it. Times are Unix ms. */
export interface ContainerRun {
  container: string;
  startedAt: number;
  /** Absent while the container runs. */
  end?: { at: number; exitCode: number; lastWords: string };
}

/** One line of a container's log. */
export interface LogLine {
  /** Unix ms. */
  at: number;
  text: string;
}

/** Returns what a container run logged in [from, to) (Unix ms), in order. Deterministic: the same arguments give the same lines. */
export type PodLogs = (pod: Stored<Pod>, run: ContainerRun, from: number, to: number) => LogLine[];
