import { resourceId } from '#lib/kubernetes/resource.ts';
import { toStatus } from '#simulator/api/http-io.ts';
import type { ClusterStore } from '#simulator/api/object-store.ts';
import type { ResourceDefinition } from '#simulator/api/resources.ts';
import { isSelected, type Selection } from '#simulator/api/selection.ts';
import { bookmarkLine, WatchEncoder, type WatchFormat } from '#simulator/api/watch-encoder.ts';
import { type Clock, StatusError, type StoredObject, type StoreEvent } from '#simulator/contract.ts';

/** How often an idle watch is told the version it has reached (apiserver `cacher.go` bookmarkFrequency). */
const BOOKMARK_EVERY_MS = 60_000;
/** How long before its deadline a watch gets a last bookmark (apiserver `cache_watcher.go`). */
const BOOKMARK_BEFORE_END_MS = 2000;

/** Where a watch's lines go. */
export interface WatchSink {
  write(line: Buffer): void;
  end(): void;
}

export interface WatchOptions {
  definition: ResourceDefinition;
  selection: Selection;
  format: WatchFormat;
  /** Changes after this version; the current objects first when absent. */
  from: number | undefined;
  /** Ends the current objects with an annotated bookmark. */
  announcesInitialEvents: boolean;
  bookmarks: boolean;
  timeoutMs: number;
}

interface Watch extends WatchOptions {
  sink: WatchSink;
  timers: (() => void)[];
  /** Lines held back while the server is frozen. */
  held: Buffer[];
  overdue: boolean;
}

/** All open watches. Each change is encoded once a format and handed to the watches of its kind. */
export class WatchHub {
  readonly #store: ClusterStore;
  readonly #clock: Clock;
  readonly #watches = new Map<string, Set<Watch>>();
  readonly #unsubscribe: () => void;
  #frozen = false;

  constructor(store: ClusterStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#unsubscribe = store.subscribe((event) => this.#tell(event));
  }

  get size(): number {
    let size = 0;
    for (const watches of this.#watches.values()) size += watches.size;
    return size;
  }

  /** Starts a watch: what it has missed first. Returns what to call when its reader is gone. */
  open(options: WatchOptions, sink: WatchSink): () => void {
    const watch: Watch = { ...options, sink, timers: [], held: [], overdue: false };
    try {
      this.#catchUp(watch);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#send(watch, Buffer.from(`${JSON.stringify({ type: 'ERROR', object: toStatus(error) })}\n`));
      sink.end();
      return () => {};
    }
    const id = resourceId(watch.definition);
    const watches = this.#watches.get(id) ?? new Set<Watch>();
    this.#watches.set(id, watches.add(watch));
    this.#schedule(watch);
    return () => this.#forget(watch);
  }

  /** Ends every watch as a server does at the deadline. */
  endAll(): void {
    for (const watches of this.#watches.values()) for (const watch of watches) this.#end(watch);
  }

  /** Watches go silent, keeping what they would have said. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const watches of this.#watches.values()) {
      for (const watch of watches) {
        for (const line of watch.held.splice(0)) watch.sink.write(line);
        if (watch.overdue) this.#end(watch);
      }
    }
  }

  close(): void {
    this.#unsubscribe();
    this.endAll();
  }

  #catchUp(watch: Watch): void {
    const { definition, selection, format, from } = watch;
    if (from === undefined) {
      const encoder = new WatchEncoder(definition, this.#store.clock.now());
      for (const object of this.#store.list(definition, selection.namespace)) {
        if (isSelected(selection, object)) this.#send(watch, encoder.line('ADDED', object, format));
      }
      if (watch.announcesInitialEvents) {
        this.#send(watch, bookmarkLine(definition, this.#store.resourceVersion, format.shape, true));
      }
      return;
    }
    for (const event of this.#store.log.since(definition, from, Number(this.#store.resourceVersion))) {
      this.#deliver(watch, event, new WatchEncoder(definition, this.#store.clock.now()));
    }
  }

  #tell(event: StoreEvent): void {
    const watches = this.#watches.get(resourceId(event.resource));
    if (watches === undefined || watches.size === 0) return;
    const encoder = new WatchEncoder(this.#store.definition(event.resource), this.#store.clock.now());
    for (const watch of watches) this.#deliver(watch, event, encoder);
  }

  /** An object that enters a selection is ADDED to its watch, one that leaves it DELETED as it was before. */
  #deliver(watch: Watch, event: StoreEvent, encoder: WatchEncoder): void {
    const { object, old } = event;
    const before = old !== undefined && isSelected(watch.selection, old);
    const after = event.type !== 'DELETED' && isSelected(watch.selection, object);
    if (after) this.#send(watch, encoder.line(before ? 'MODIFIED' : 'ADDED', object, watch.format));
    else if (before) this.#send(watch, encoder.line('DELETED', lastSeen(event, old), watch.format));
  }

  #send(watch: Watch, line: Buffer): void {
    if (this.#frozen) watch.held.push(line);
    else watch.sink.write(line);
  }

  #schedule(watch: Watch): void {
    const { timeoutMs } = watch;
    watch.timers.push(this.#clock.after(timeoutMs, () => this.#end(watch)));
    if (!watch.bookmarks) return;
    const bookmark = (): void => {
      const version = this.#store.resourceVersion;
      if (!this.#frozen) watch.sink.write(bookmarkLine(watch.definition, version, watch.format.shape, false));
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
    if (this.#frozen) {
      watch.overdue = true;
      return;
    }
    this.#forget(watch);
    watch.sink.end();
  }

  #forget(watch: Watch): void {
    for (const cancel of watch.timers.splice(0)) cancel();
    this.#watches.get(resourceId(watch.definition))?.delete(watch);
  }
}

/** The object as a watch last saw it, at the version of the change that took it away. */
function lastSeen(event: StoreEvent, old: StoredObject): StoredObject {
  if (event.type === 'DELETED') return event.object;
  const { resourceVersion } = event.object.metadata;
  return { ...old, metadata: { ...old.metadata, resourceVersion } };
}
