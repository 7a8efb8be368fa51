import { compareAttention, recheckAt } from '#lib/view/attention.ts';
import type { AttentionState, ServiceSummary } from '#lib/view/models/service-summary.ts';
import { projectServiceSummary } from '#lib/view/project-summary.ts';
import { routedPercents } from '#lib/view/routed-shares.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { Clock } from '#server/clock.ts';
import type { Hub } from '#server/live/hub.ts';

/** Receives each Service that was projected again; `objects` is undefined when it is gone. */
export type ServiceObserver = (
  serviceKey: string,
  objects: ServiceObjects | undefined,
  percents: ReadonlyMap<string, number>,
) => void;

const NONE: ReadonlyMap<string, number> = new Map();

/** Keeps the topic `services` up to date: before each frame it projects the dirty Services again, and no others. */
export class SummaryProjection {
  readonly #hub: Hub;
  readonly #objectsOf: (serviceKey: string) => ServiceObjects | undefined;
  readonly #observe: ServiceObserver;
  readonly #dirty = new Set<string>();
  /** What the overview sorts by; the hub holds the rows themselves. */
  readonly #states = new Map<string, AttentionState>();
  /** Cancels the pending recheck of a Service whose view will change just by the passing of time. */
  readonly #rechecks = new Map<string, () => void>();
  readonly #clock: Clock;
  readonly #onDue: (serviceKey: string) => void;

  constructor(given: {
    hub: Hub;
    objectsOf: (serviceKey: string) => ServiceObjects | undefined;
    observe: ServiceObserver;
    clock: Clock;
    /** Called when a time limit passes for a Service, although nothing in it changed. */
    onDue: (serviceKey: string) => void;
  }) {
    this.#hub = given.hub;
    this.#objectsOf = given.objectsOf;
    this.#observe = given.observe;
    this.#clock = given.clock;
    this.#onDue = given.onDue;
  }

  get size(): number {
    return this.#states.size;
  }

  /** Marks a Service to be projected before the next frame. */
  mark(serviceKey: string): void {
    this.#dirty.add(serviceKey);
    this.#hub.touch();
  }

  /** Projects the dirty Services. One that cannot be projected does not hold up the others. */
  project(onError: (error: unknown) => void): void {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const key of dirty) {
      try {
        this.#projectOne(key);
      } catch (error) {
        onError(error);
      }
    }
  }

  /** The first rows of the overview in its own order, for the first paint. */
  first(limit: number): ServiceSummary[] {
    const rows: ServiceSummary[] = [];
    const order = [...this.#states].map(([key, state]) => ({ key, state })).sort(compareAttention);
    for (const { key } of order.slice(0, limit)) {
      const json = this.#hub.encoded('services', 'services', key);
      if (json !== undefined) rows.push(JSON.parse(json) as ServiceSummary);
    }
    return rows;
  }

  /** Cancels the pending rechecks. */
  stop(): void {
    for (const cancel of this.#rechecks.values()) cancel();
    this.#rechecks.clear();
  }

  #projectOne(key: string): void {
    this.#rechecks.get(key)?.();
    this.#rechecks.delete(key);
    const objects = this.#objectsOf(key);
    if (objects === undefined) {
      this.#states.delete(key);
      this.#hub.publish('services', 'services', key, undefined);
      this.#observe(key, undefined, NONE);
      return;
    }
    const percents = routedPercents(objects);
    const now = this.#clock.now();
    const summary = projectServiceSummary(objects, now, percents);
    this.#states.set(key, summary.state);
    this.#hub.publish('services', 'services', key, summary);
    this.#observe(key, objects, percents);
    const at = recheckAt(objects, { now });
    if (at !== null)
      this.#rechecks.set(
        key,
        this.#clock.after(at - now, () => this.#onDue(key)),
      );
  }
}
