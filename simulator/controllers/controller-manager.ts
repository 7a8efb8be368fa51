import type { KubeObject } from '#lib/kubernetes/object.ts';
import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject, StoreEvent } from '#simulator/apimachinery/contract.ts';
import type { Context } from '#simulator/controllers/context.ts';
import {
  ALL_TYPES,
  type Controller,
  nameOf,
  type ObjectName,
  type WorkItem,
} from '#simulator/controllers/controller.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/**
 * Receives a reconcile that threw (it is retried with back-off), once per object and message. Also receives a change for which a controller
 * could not determine the affected objects.
 */
export type ReportError = (error: unknown, controller: string, object: ObjectName) => void;

/** A controller with its queue: each object is queued at most once, at the earliest time requested. */
class Worker<C extends Context> {
  readonly #controller: Controller<KubeObject, C>;
  readonly #context: C;
  readonly #report: ReportError;
  readonly #due = new Map<string, { at: number; cancel: () => void }>();
  readonly #failures = new Map<string, { count: number; message: string }>();

  constructor(controller: Controller<KubeObject, C>, context: C, report: ReportError) {
    this.#controller = controller;
    this.#context = context;
    this.#report = report;
  }

  changed(item: WorkItem): void {
    this.#enqueue(item, this.#controller.latencyMs);
  }

  stop(): void {
    for (const { cancel } of this.#due.values()) cancel();
    this.#due.clear();
  }

  #enqueue(item: WorkItem, delayMs: number): void {
    const type = this.#typeOf(item);
    const { namespace, name } = item;
    const key = `${resourceId(type)}/${namespace ?? ''}/${name}`;
    const at = this.#context.clock.now() + delayMs;
    const waiting = this.#due.get(key);
    if (waiting !== undefined && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#due.delete(key);
      this.#reconcile(key, type, { namespace, name });
    });
    this.#due.set(key, { at, cancel });
  }

  #typeOf(item: WorkItem): ResourceType {
    const type = item.type ?? this.#controller.type;
    if (type === ALL_TYPES) throw new Error('a controller of all types has to name the type of its work');
    return type;
  }

  #reconcile(key: string, type: ResourceType, { namespace, name }: ObjectName): void {
    const item = { namespace, name, type };
    try {
      const object = this.#context.store.get(type, namespace, name);
      if (object === undefined) this.#controller.gone?.(this.#context, { namespace, name });
      const again = object && this.#controller.reconcile(this.#context, object, type);
      this.#failures.delete(key);
      if (again !== undefined) this.#enqueue(item, again);
    } catch (error) {
      const before = this.#failures.get(key);
      const count = (before?.count ?? 0) + 1;
      const message = error instanceof Error ? error.message : String(error);
      this.#failures.set(key, { count, message });
      // Do not report a retry that fails for the same reason.
      if (message !== before?.message) this.#report(error, this.#controller.name, { namespace, name });
      this.#enqueue(item, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (count - 1)));
    }
  }
}

/** Finds the objects that a change affects and queues them with a worker. */
type Route = (object: StoredObject, event: StoreEvent) => void;

/** Routes by type. Those for all types come first. */
class Routes {
  readonly #ofAll: Route[] = [];
  readonly #byType = new Map<string, Route[]>();

  add(type: ResourceType | typeof ALL_TYPES, route: Route): void {
    if (type === ALL_TYPES) {
      this.#ofAll.push(route);
      return;
    }
    const id = resourceId(type);
    this.#byType.set(id, [...(this.#byType.get(id) ?? []), route]);
  }

  take(event: StoreEvent): void {
    for (const route of [...this.#ofAll, ...(this.#byType.get(resourceId(event.resource)) ?? [])]) {
      route(event.object, event);
      if (event.old !== undefined && event.type === 'MODIFIED') route(event.old, event);
    }
  }
}

/**
 * startControllers runs controllers on store changes, by the context's clock. It does not reconcile existing objects until they change.
 * Returns a function that stops the controllers.
 */
export function startControllers<C extends Context>(
  context: C,
  controllers: readonly Controller<KubeObject, C>[],
  report: ReportError,
): () => void {
  const routes = new Routes();
  const workers = controllers.map((controller) => {
    const worker = new Worker(controller, context, report);
    if (controller.type !== ALL_TYPES)
      routes.add(controller.type, (object) => worker.changed(nameOf(object)));
    for (const watch of controller.watches) {
      routes.add(watch.type, (object, event) => {
        try {
          for (const item of watch.concerns(object, context, event)) worker.changed(item);
        } catch (error) {
          report(error, controller.name, nameOf(object));
        }
      });
    }
    return worker;
  });
  const unsubscribe = context.store.subscribe((event) => routes.take(event));
  return () => {
    unsubscribe();
    for (const worker of workers) worker.stop();
  };
}
