import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import { ObjectStore } from '#lib/kubernetes/object-store.ts';
import type { OpenSource, Source, SourceSpec, SourceState } from '#lib/kubernetes/source.ts';

/** A source whose store and state are set by a test. */
export class FakeSource implements Source {
  readonly spec: SourceSpec;
  readonly store = new ObjectStore((error) => {
    throw error;
  });
  stopped = false;
  readonly #listeners = new Set<() => void>();
  #state: SourceState = { phase: 'live', synced: true, since: 0, heardAt: 0, error: '', unreadable: [] };

  constructor(spec: SourceSpec, state: Partial<SourceState>) {
    this.spec = spec;
    this.#state = { ...this.#state, ...state };
  }

  state(): SourceState {
    return this.#state;
  }

  set(state: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...state };
    for (const listener of this.#listeners) listener();
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}

/** A cluster of fake sources: its objects by the id of the source that watches them, whether or not that source is open. */
export class FakeSources {
  /** The most recently opened source of each id. */
  readonly byId = new Map<string, FakeSource>();
  readonly objects = new Map<string, Map<string, KubeObject>>();
  /** The initial state of sources, and of single ones by their id. */
  initialState: Partial<SourceState> = {};
  readonly stateOf = new Map<string, Partial<SourceState>>();
  readonly open: OpenSource = <T extends KubeObject>(spec: SourceSpec<T>) => {
    const source = new FakeSource(spec, { ...this.initialState, ...this.stateOf.get(spec.id) });
    source.store.replace([...(this.objects.get(spec.id)?.values() ?? [])]);
    this.byId.set(spec.id, source);
    const opened: Source = source;
    return opened as Source<T>; // Tests store objects of the right type under the ids of their sources.
  };
  #version = 0;

  /** Sets the state of a source, whether it is already open or not. */
  setState(id: string, state: Partial<SourceState>): void {
    this.stateOf.set(id, { ...this.stateOf.get(id), ...state });
    this.byId.get(id)?.set(state);
  }

  /** The ids of the sources that are open. */
  openIds(): string[] {
    return [...this.byId].flatMap(([id, { stopped }]) => (stopped ? [] : [id])).sort();
  }

  get(id: string): FakeSource {
    const source = this.byId.get(id);
    if (source === undefined)
      throw new Error(`no source ${id}: there are ${[...this.byId.keys()].join(', ')}`);
    return source;
  }

  /** Creates or replaces objects, each under its own resourceVersion. */
  put(id: string, ...objects: KubeObject[]): void {
    for (const object of objects) {
      this.#version += 1;
      const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
      const stored = { ...object, metadata };
      const known = this.objects.get(id) ?? new Map<string, KubeObject>();
      this.objects.set(id, known.set(objectKey(stored), stored));
      this.byId.get(id)?.store.apply(stored);
    }
  }

  delete(id: string, key: string): void {
    const object = this.objects.get(id)?.get(key);
    if (object === undefined) return;
    this.objects.get(id)?.delete(key);
    this.byId.get(id)?.store.delete(object);
  }
}

/** Ids of the summary tier's sources when they watch a whole cluster. */
export const SUMMARY = {
  service: 'services.serving.knative.dev',
  route: 'routes.serving.knative.dev',
  configuration: 'configurations.serving.knative.dev',
  revision: 'revisions.serving.knative.dev',
  podAutoscaler: 'podautoscalers.autoscaling.internal.knative.dev',
  kIngress: 'ingresses.networking.internal.knative.dev',
  domainMapping: 'domainmappings.serving.knative.dev',
  pod: 'pods?serving.knative.dev/service',
} as const;
