import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import type { ObjectStore } from '#lib/kubernetes/object-store.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import type { RequestName } from '#server/kubernetes/errors.ts';
import { ingest } from '#server/kubernetes/ingest.ts';
import type { Listed } from '#server/kubernetes/list-all.ts';
import { parseWatchEvent } from '#server/kubernetes/watch-event.ts';
import type { Log } from '#server/log.ts';

interface StoreEvent {
  type: 'upsert' | 'delete';
  object: KubeObject;
}

export interface IntakeOptions {
  spec: SourceSpec;
  store: ObjectStore;
  request: RequestName;
  log: Pick<Log, 'warn'>;
}

/** What one piece of a watch came to. */
export interface Taken {
  /** The version that the store has reached; absent when the piece held nothing that has one. */
  resourceVersion?: string;
  /** What went wrong after that: an event that makes no sense, or the server's own ERROR event. */
  error?: unknown;
}

/** Takes lists and events into a store, and keeps which objects could not be read. */
export class Intake {
  readonly #options: IntakeOptions;
  /** Why objects could not be read, by `namespace/name`. */
  #unreadable = new Map<string, string>();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** The objects, as `namespace/name`, that could not be read. */
  unreadable(): string[] {
    return [...this.#unreadable.keys()].sort();
  }

  /** Makes the store equal to a list. What could not be read of it stays as it was. */
  replace({ objects, unreadable }: Listed): void {
    const { store } = this.#options;
    const kept = [...unreadable.keys()].flatMap((key) => store.get(key) ?? []);
    this.#unreadable = new Map();
    for (const [object, why] of unreadable) this.#cannotRead(object, why);
    store.replace([...objects, ...kept]);
  }

  /** Takes one piece of a watch into the store in one step. */
  take(lines: readonly string[]): Taken {
    const { store, request, spec, log } = this.#options;
    const events: StoreEvent[] = [];
    const taken: Taken = {};
    try {
      for (const line of lines) {
        const event = parseWatchEvent(line, request);
        if (event.type === 'error') throw event.error;
        if (event.type === 'unknown') {
          log.warn({ source: spec.id, type: event.name }, 'watch: unknown event type');
          continue;
        }
        if (event.type !== 'bookmark') this.#takeObject(event, events);
        taken.resourceVersion = event.resourceVersion;
      }
    } catch (error) {
      taken.error = error;
    }
    store.applyAll(events);
    return taken;
  }

  #takeObject(event: StoreEvent, events: StoreEvent[]): void {
    const { type, object } = event;
    if (type === 'delete') {
      this.#unreadable.delete(objectKey(object));
      events.push(event);
      return;
    }
    const taken = ingest(object, this.#options.spec);
    if ('object' in taken) {
      this.#unreadable.delete(objectKey(taken.object));
      events.push({ type, object: taken.object });
    } else this.#cannotRead(taken.unreadable, taken.why);
  }

  #cannotRead(object: string, why: string): void {
    const { spec, log } = this.#options;
    this.#unreadable.set(object, why);
    log.warn({ source: spec.id, object, why }, 'watch: an object cannot be read');
  }
}
