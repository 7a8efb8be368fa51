import { type KubeObject, objectKey } from '#lib/kubernetes/object.ts';
import type { ObjectStore } from '#lib/kubernetes/object-store.ts';
import type { SourceSpec } from '#lib/kubernetes/source.ts';
import type { RequestName } from '#server/kubernetes/errors.ts';
import { ingest } from '#server/kubernetes/ingest.ts';
import type { Listed } from '#server/kubernetes/list-all.ts';
import { parseWatchEvent } from '#server/kubernetes/watch-event.ts';
import type { Log } from '#server/log.ts';

interface StoreEvent<T> {
  type: 'upsert' | 'delete';
  object: T;
}

export interface IntakeOptions<T extends KubeObject> {
  spec: SourceSpec<T>;
  store: ObjectStore<T>;
  request: RequestName;
  log: Pick<Log, 'warn'>;
}

/** Result of one chunk of a watch. */
export interface Taken {
  /** The version that the store has reached; absent when nothing in the chunk had one. */
  resourceVersion?: string;
  /** What went wrong after that: an invalid event, or the server's own ERROR event. */
  error?: unknown;
}

/** Applies lists and events to a store, and tracks which objects could not be read. */
export class Intake<T extends KubeObject> {
  readonly #options: IntakeOptions<T>;
  /** Why objects could not be read, by `namespace/name`. */
  #unreadable = new Map<string, string>();

  constructor(options: IntakeOptions<T>) {
    this.#options = options;
  }

  /** The objects that could not be read, as `namespace/name`. */
  unreadable(): string[] {
    return [...this.#unreadable.keys()].sort();
  }

  /** Makes the store equal to a list. Objects in it that could not be read stay as they were. */
  replace({ objects, unreadable }: Listed<T>): void {
    const { store } = this.#options;
    const kept = [...unreadable.keys()].flatMap((key) => store.get(key) ?? []);
    this.#unreadable = new Map();
    for (const [object, why] of unreadable) this.#cannotRead(object, why);
    store.replace([...objects, ...kept]);
  }

  /** Applies one chunk of a watch to the store in a single step. */
  take(lines: readonly string[]): Taken {
    const { store, request, spec, log } = this.#options;
    const events: StoreEvent<T>[] = [];
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

  #takeObject({ type, object }: StoreEvent<KubeObject>, events: StoreEvent<T>[]): void {
    if (type === 'delete') {
      this.#unreadable.delete(objectKey(object));
      // Only its identity is read, and every object has one.
      events.push({ type, object: object as T });
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
