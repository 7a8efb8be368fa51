import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { gone, type Reply, send } from '#tests/fake-replies.ts';
import { FakeWatches } from '#tests/fake-watches.ts';

/** A request that the fake server received. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/**
 * One collection behind real HTTP, with a lever for each way in which an API server can misbehave; those of
 * its watches are in `openWatches`. It lists with limit/continue, watches from a resourceVersion with the events since, and is otherwise as
 * simple as possible.
 */
export class FakeApiServer {
  readonly requests: SeenRequest[] = [];
  readonly openWatches = new FakeWatches();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #objects = new Map<string, KubeObject>();
  readonly #snapshots = new Map<number, KubeObject[]>();
  #version = 100;
  /** Versions below this get 410. */
  #oldest = 0;
  #replies: { match: (request: SeenRequest) => boolean; reply: Reply; left: number }[] = [];
  #waiters: (() => void)[] = [];
  /** Whether a request on a reused connection is reset, as by a proxy that has just closed it. */
  resetsReused = false;
  readonly #used = new WeakSet<Socket>();
  /** Largest page, whatever the client requests. */
  pageSize = Number.POSITIVE_INFINITY;
  /** Answers a request instead of the collection; undefined passes it to the collection. */
  respond: (request: SeenRequest) => Reply | undefined = () => undefined;
  /** Called with each request for the collection; the answer is sent once the promise resolves. */
  beforeAnswer: (request: SeenRequest) => Promise<void> = () => Promise.resolve();
  /** Called before a list is answered, with its continue token. */
  onList: (token: string | null) => void = () => undefined;
  /** How a watch reports an expired version. */
  expiry: 'status' | 'event' = 'event';

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response);
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts on a free port of 127.0.0.1, or on the given one. Returns the base URL. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return this.url;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.dropConnections();
    await closed;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** The objects that a fresh list would return. */
  get objects(): KubeObject[] {
    return [...this.#objects.values()];
  }

  get version(): string {
    return String(this.#version);
  }

  /** Stores an object under a new version and sends it to the watches. Returns it as stored. */
  put(object: { name: string; namespace?: string; uid?: string; [field: string]: unknown }): KubeObject {
    const { name, namespace = 'default', uid = `uid-${name}`, ...rest } = object;
    const key = `${namespace}/${name}`;
    const old = this.#objects.get(key);
    if (old !== undefined && old.metadata.uid !== uid) this.remove(name, namespace);
    const stored: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        uid,
        resourceVersion: String(++this.#version),
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      ...rest,
    };
    this.#objects.set(key, stored);
    this.event(old?.metadata.uid === uid ? 'MODIFIED' : 'ADDED', stored);
    return stored;
  }

  /** Deletes an object and notifies the watches. */
  remove(name: string, namespace = 'default'): void {
    const key = `${namespace}/${name}`;
    const old = this.#objects.get(key);
    if (old === undefined) return;
    this.#objects.delete(key);
    const metadata = { ...old.metadata, resourceVersion: String(++this.#version) };
    this.event('DELETED', { ...old, metadata });
  }

  /** Removes an object without notifying the watches: only a list shows it (as after an unsafe delete). */
  vanish(name: string, namespace = 'default'): void {
    this.#objects.delete(`${namespace}/${name}`);
    this.#version++;
  }

  /** Sends any event to the open watches, and keeps it for those that resume. */
  event(type: string, object: unknown): void {
    this.openWatches.event(type, object, this.#version);
  }

  bookmark(): void {
    this.openWatches.bookmark(++this.#version);
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.openWatches.clear();
  }

  /** Expires all versions up to now (410); open watches stay. */
  expire(): void {
    this.#version++;
    this.#oldest = this.#version;
    this.openWatches.forgetEvents();
  }

  /** Sends this reply to the next `count` requests of a verb. */
  reply(verb: 'list' | 'watch' | 'any', reply: Reply, count = Number.POSITIVE_INFINITY): () => void {
    const entry = {
      match: (request: SeenRequest) => verb === 'any' || (verb === 'watch') === isWatch(request),
      reply,
      left: count,
    };
    this.#replies.push(entry);
    return () => {
      this.#replies = this.#replies.filter((other) => other !== entry);
    };
  }

  lists(): SeenRequest[] {
    return this.requests.filter((request) => request.method === 'GET' && !isWatch(request));
  }

  watches(): SeenRequest[] {
    return this.requests.filter(isWatch);
  }

  /** Resolves when the condition holds; checks it after each request and each turn of the event loop. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
        setImmediate(resolve);
      });
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const seen: SeenRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    this.requests.push(seen);
    for (const wake of this.#waiters.splice(0)) wake();
    await this.beforeAnswer(seen);
    const isReused = this.#used.has(request.socket);
    this.#used.add(request.socket);
    if (isReused && this.resetsReused) return void request.socket.resetAndDestroy();
    const entry = this.#replies.find((candidate) => candidate.left > 0 && candidate.match(seen));
    if (entry !== undefined) entry.left--;
    const reply = entry?.reply ?? this.respond(seen);
    if (reply === 'reset') request.socket.resetAndDestroy();
    else if (reply === 'hold') return;
    else if (reply !== undefined) send(response, reply);
    else if (isWatch(seen)) this.#watch(seen, response);
    else this.#list(seen, response);
  }

  #list(request: SeenRequest, response: ServerResponse): void {
    const token = request.query.get('continue');
    this.onList(token);
    const [start = 0, version = this.#version] = (token ?? '').split('@').filter(Boolean).map(Number);
    if (token !== null && version < this.#oldest) return send(response, gone());
    const limit = Math.min(Number(request.query.get('limit') ?? Number.POSITIVE_INFINITY), this.pageSize);
    // All pages of one list show the same state, as on a real API server.
    const all = (token === null ? undefined : this.#snapshots.get(version)) ?? this.objects;
    this.#snapshots.set(version, all);
    const rest = start + limit < all.length ? `${start + limit}@${version}` : undefined;
    // For built-in kinds, only the list has apiVersion and kind.
    const isNames = request.headers.accept?.includes('as=PartialObjectMetadataList') === true;
    const items = all
      .slice(start, start + limit)
      .map(({ apiVersion: _a, kind: _k, ...item }) => (isNames ? { metadata: item.metadata } : item));
    const metadata = { resourceVersion: String(version), ...(rest === undefined ? {} : { continue: rest }) };
    send(response, { status: 200, body: { kind: 'PodList', apiVersion: 'v1', metadata, items } });
  }

  #watch(request: SeenRequest, response: ServerResponse): void {
    const version = Number(request.query.get('resourceVersion'));
    if (version < this.#oldest && this.expiry === 'status') return send(response, gone());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (version < this.#oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: gone().body })}\n`);
      return;
    }
    this.openWatches.open(response, version, request.query.get('timeoutSeconds') === '1');
  }
}

function isWatch(request: SeenRequest): boolean {
  return request.query.get('watch') === 'true';
}
