import { type ResourceType, resourceId } from '#lib/kubernetes/resource.ts';
import type { StoredObject, StoreEvent } from '#simulator/contract.ts';
import type { Context } from '#simulator/knative/context.ts';
import { type Controller, nameOf, type ObjectName } from '#simulator/knative/controller.ts';

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/** Told of a reconcile that threw, which is tried again later, at growing intervals; or of a change of an object that a controller cannot make out. */
export type ReportError = (error: unknown, controller: string, object: ObjectName) => void;

/** A controller with its work: each object waits at most once, for the earliest time asked for. */
class Worker {
  readonly #controller: Controller;
  readonly #context: Context;
  readonly #report: ReportError;
  readonly #due = new Map<string, { at: number; cancel: () => void }>();
  readonly #failures = new Map<string, number>();

  constructor(controller: Controller, context: Context, report: ReportError) {
    this.#controller = controller;
    this.#context = context;
    this.#report = report;
  }

  changed(object: ObjectName): void {
    this.#enqueue(object, this.#controller.latencyMs);
  }

  stop(): void {
    for (const { cancel } of this.#due.values()) cancel();
    this.#due.clear();
  }

  #enqueue(object: ObjectName, delayMs: number): void {
    const key = `${object.namespace ?? ''}/${object.name}`;
    const at = this.#context.clock.now() + delayMs;
    const waiting = this.#due.get(key);
    if (waiting !== undefined && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#due.delete(key);
      this.#reconcile(key, object);
    });
    this.#due.set(key, { at, cancel });
  }

  #reconcile(key: string, { namespace, name }: ObjectName): void {
    try {
      const object = this.#context.store.get(this.#controller.type, namespace, name);
      if (object === undefined) this.#controller.gone?.(this.#context, { namespace, name });
      const again = object && this.#controller.reconcile(this.#context, object);
      this.#failures.delete(key);
      if (again !== undefined) this.#enqueue({ namespace, name }, again);
    } catch (error) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      this.#report(error, this.#controller.name, { namespace, name });
      this.#enqueue({ namespace, name }, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)));
    }
  }
}

/** Told of every change before it happens to reach a worker: which objects of which workers it concerns. */
type Route = (object: StoredObject) => void;

/**
 * startControllers runs controllers on the changes of the store, by the context's clock. What is in the store already is
 * left alone until it changes. Returns a function that stops them.
 */
export function startControllers(
  context: Context,
  controllers: readonly Controller[],
  report: ReportError,
): () => void {
  const routes = new Map<string, Route[]>();
  const workers = controllers.map((controller) => new Worker(controller, context, report));
  const add = (type: ResourceType, route: Route): void => {
    const id = resourceId(type);
    routes.set(id, [...(routes.get(id) ?? []), route]);
  };
  for (const [index, controller] of controllers.entries()) {
    const worker = workers[index];
    if (worker === undefined) continue;
    add(controller.type, (object) => worker.changed(nameOf(object)));
    for (const watch of controller.watches) {
      add(watch.type, (object) => {
        try {
          for (const name of watch.concerns(object, context)) worker.changed(name);
        } catch (error) {
          report(error, controller.name, nameOf(object));
        }
      });
    }
  }
  const onEvent = (event: StoreEvent): void => {
    for (const route of routes.get(resourceId(event.resource)) ?? []) {
      route(event.object);
      if (event.old !== undefined && event.type === 'MODIFIED') route(event.old);
    }
  };
  const unsubscribe = context.store.subscribe(onEvent);
  return () => {
    unsubscribe();
    for (const worker of workers) worker.stop();
  };
}
