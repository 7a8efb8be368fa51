import { resourceId } from '#lib/kubernetes/resource.ts';
import {
  type Clock,
  StatusError,
  type StoredObject,
  type StoreEvent,
} from '#simulator/apimachinery/contract.ts';
import type { ResourceDefinition } from '#simulator/apimachinery/resources.ts';
import { toStatus } from '#simulator/http/http-io.ts';
import type { WatchSink } from '#simulator/http/watch-sink.ts';
import type { ReportFault } from '#simulator/runtime/guard.ts';
import { isSelected, type Selection } from '#simulator/selectors/selection.ts';
import type { ClusterStore } from '#simulator/store/object-store.ts';
import { bookmarkLine, WatchEncoder, type WatchFormat } from '#simulator/watch/watch-encoder.ts';
import { WatchStream } from '#simulator/watch/watch-stream.ts';

/** Bookmark interval of an idle watch (apiserver `cacher.go` bookmarkFrequency). */
const BOOKMARK_EVERY_MS = 60_000;
/** How long before its deadline a watch gets a final bookmark (apiserver `cache_watcher.go`). */
const BOOKMARK_BEFORE_END_MS = 2000;

export interface WatchOptions {
  definition: ResourceDefinition;
  selection: Selection;
  format: WatchFormat;
  /** Sends changes after this version; when absent, sends the current objects first. */
  from: number | undefined;
  /** Marks the end of the initial objects with an annotated bookmark. */
  announcesInitialEvents: boolean;
  bookmarks: boolean;
  timeoutMs: number;
}

interface Watch extends WatchOptions {
  stream: WatchStream;
  timers: (() => void)[];
}

/** All open watches. Each change is encoded once per format and sent to the watches of its kind. */
export class WatchHub {
  readonly #store: ClusterStore;
  readonly #clock: Clock;
  readonly #watches = new Map<string, Set<Watch>>();
  readonly #unsubscribe: () => void;
  readonly #report: ReportFault;
  #frozen = false;

  /** `report` receives changes that cannot be sent to a watch; that watch is closed, so that its client relists. */
  constructor(store: ClusterStore, clock: Clock, report: ReportFault) {
    this.#store = store;
    this.#clock = clock;
    this.#report = report;
    this.#unsubscribe = store.subscribe((event) => this.#tell(event));
  }

  get size(): number {
    let size = 0;
    for (const watches of this.#watches.values()) size += watches.size;
    return size;
  }

  /** Starts a watch and replays what it missed. Returns a function to call when the client disconnects. */
  open(options: WatchOptions, sink: WatchSink): () => void {
    let missed: Iterator<Buffer>;
    try {
      missed = this.#missed(options);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      missed = [errorLine(error)].values();
      const stream = new WatchStream(sink, missed, this.#frozen, this.#report);
      stream.start();
      stream.end();
      return () => {};
    }
    const stream = new WatchStream(sink, missed, this.#frozen, this.#report);
    const watch: Watch = { ...options, stream, timers: [] };
    const id = resourceId(watch.definition);
    const watches = this.#watches.get(id) ?? new Set<Watch>();
    this.#watches.set(id, watches.add(watch));
    this.#schedule(watch);
    stream.start();
    return () => this.#forget(watch);
  }

  /** Ends every watch, as a server does at the deadline. */
  endAll(): void {
    for (const watch of this.#all()) this.#end(watch);
  }

  /** Stops sending watch events and buffers them. */
  freeze(): void {
    this.#frozen = true;
    for (const watch of this.#all()) watch.stream.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    for (const watch of this.#all()) watch.stream.thaw();
  }

  close(): void {
    this.#unsubscribe();
    this.endAll();
  }

  /** Returns what a watch missed, as of now; encoded lazily. Throws Expired or Timeout. */
  #missed({ definition, selection, format, from, announcesInitialEvents }: WatchOptions): Iterator<Buffer> {
    const now = this.#store.clock.now();
    if (from === undefined) {
      const objects = this.#store.list(definition, selection.namespace);
      const end = announcesInitialEvents
        ? [bookmarkLine(definition, this.#store.resourceVersion, format.shape, true)]
        : [];
      return (function* () {
        for (const object of objects) {
          // An encoder caches its lines, and only one client reads these.
          if (isSelected(selection, object))
            yield new WatchEncoder(definition, now).line('ADDED', object, format);
        }
        yield* end;
      })();
    }
    const events = this.#store.log.since(definition, from, Number(this.#store.resourceVersion));
    return events
      .values()
      .map((event) => lineOf(event, selection, format, new WatchEncoder(definition, now)))
      .filter((line) => line !== undefined);
  }

  #tell(event: StoreEvent): void {
    const watches = this.#watches.get(resourceId(event.resource));
    if (watches === undefined || watches.size === 0) return;
    const encoder = new WatchEncoder(this.#store.definition(event.resource), this.#store.clock.now());
    for (const watch of watches) {
      try {
        const line = lineOf(event, watch.selection, watch.format, encoder);
        if (line !== undefined) watch.stream.send(line);
      } catch (error) {
        this.#report(error, `a watch of ${resourceId(event.resource)}`);
        this.#end(watch);
      }
    }
  }

  *#all(): Generator<Watch> {
    for (const watches of this.#watches.values()) yield* watches;
  }

  #schedule(watch: Watch): void {
    const { timeoutMs } = watch;
    watch.timers.push(this.#clock.after(timeoutMs, () => this.#end(watch)));
    if (!watch.bookmarks) return;
    const bookmark = (): void => {
      const version = this.#store.resourceVersion;
      if (!this.#frozen)
        watch.stream.send(bookmarkLine(watch.definition, version, watch.format.shape, false));
    };
    const every = (): void => {
      bookmark();
      watch.timers.push(this.#clock.after(BOOKMARK_EVERY_MS, every));
    };
    watch.timers.push(this.#clock.after(BOOKMARK_EVERY_MS, every));
    if (timeoutMs > BOOKMARK_BEFORE_END_MS) {
      watch.timers.push(this.#clock.after(timeoutMs - BOOKMARK_BEFORE_END_MS, bookmark));
    }
  }

  #end(watch: Watch): void {
    if (!this.#frozen) this.#forget(watch);
    watch.stream.end();
  }

  #forget(watch: Watch): void {
    for (const cancel of watch.timers.splice(0)) cancel();
    this.#watches.get(resourceId(watch.definition))?.delete(watch);
  }
}

/**
 * lineOf returns what a watch sends for a change: ADDED for an object that starts to match the selection, DELETED with its previous state
 * for one that no longer matches.
 */
function lineOf(
  event: StoreEvent,
  selection: Selection,
  format: WatchFormat,
  encoder: WatchEncoder,
): Buffer | undefined {
  const { object, old } = event;
  const before = old !== undefined && isSelected(selection, old);
  const after = event.type !== 'DELETED' && isSelected(selection, object);
  if (after) return encoder.line(before ? 'MODIFIED' : 'ADDED', object, format);
  return before ? encoder.line('DELETED', lastSeen(event, old), format) : undefined;
}

function errorLine(error: StatusError): Buffer {
  return Buffer.from(`${JSON.stringify({ type: 'ERROR', object: toStatus(error) })}\n`);
}

/** lastSeen returns the object as the watch last saw it, at the resourceVersion of the change that removed it. */
function lastSeen(event: StoreEvent, old: StoredObject): StoredObject {
  if (event.type === 'DELETED') return event.object;
  const { resourceVersion } = event.object.metadata;
  return { ...old, metadata: { ...old.metadata, resourceVersion } };
}
