import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import type { ContainerRun, LogLine, StoredObject } from '#simulator/apimachinery/contract.ts';
import { bootstrapCluster } from '#simulator/control-plane/bootstrap.ts';
import { startControlPlane } from '#simulator/control-plane/control-plane.ts';
import { FakeClock } from '#simulator/runtime/clock.ts';
import { seededRandom } from '#simulator/runtime/random.ts';
import { type ApiServer, startApiServer } from '#simulator/server/server.ts';
import type { ClusterStore, ClusterStoreOptions } from '#simulator/store/object-store.ts';
import { createCredentials } from '#simulator/users/credentials.ts';
import { USERS } from '#simulator/users/users.ts';

/** A server response, its body parsed if it is JSON. */
export interface TestAnswer {
  code: number;
  body: Record<string, unknown>;
  text: string;
  contentType: string;
  /** The `Warning` headers. */
  warnings: string[];
  /** The `ETag` header; empty when absent. */
  etag: string;
}

interface TestRequest {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The user whose token is sent; `admin` by default, none when empty. */
  user?: string;
}

/** An open watch. */
interface TestWatch {
  /** Returns the next event; undefined when the watch ended. Rejects when the connection broke. */
  next(): Promise<WatchEvent | undefined>;
  /** Returns the next n events. */
  take(count: number): Promise<WatchEvent[]>;
}

export interface WatchEvent {
  type: string;
  object: Record<string, unknown> & { metadata: Record<string, unknown> };
}

/** A server over real HTTPS on a stopped clock, and a client for it. */
export interface ServerTest {
  clock: FakeClock;
  store: ClusterStore;
  server: ApiServer;
  call(path: string, options?: TestRequest): Promise<TestAnswer>;
  watch(path: string, options?: TestRequest): Promise<TestWatch>;
  /** The lines of a response as they arrive; ends with the response. */
  lines(path: string, options?: TestRequest): Promise<AsyncIterator<string>>;
  close(): Promise<void>;
}

const credentials = createCredentials(Object.keys(USERS));

/** startServerTest starts a server on free ports, with the namespaces of a new cluster. */
export async function startServerTest(options: Partial<ClusterStoreOptions> = {}): Promise<ServerTest> {
  const clock = new FakeClock();
  const store = startControlPlane({ clock, random: seededRandom(1), ...options });
  bootstrapCluster(store);
  const server = await startApiServer({
    store,
    clock,
    credentials: await credentials,
    port: 0,
    leversPort: 0,
    podLogs: everySecond,
  });
  const dispatcher = new Agent({ connect: { ca: server.caPem } });

  async function open(path: string, { method = 'GET', body, headers = {}, user = 'admin' }: TestRequest) {
    return await request(server.url + path, {
      method: method as 'GET',
      dispatcher,
      headers: {
        ...(user === '' ? {} : { authorization: `Bearer ${server.tokens[user] ?? user}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'test-client/1.0',
        ...headers,
      },
      body: encodeBody(body),
    });
  }

  return {
    clock,
    store,
    server,
    async call(path, requestOptions = {}) {
      const response = await open(path, requestOptions);
      const text = await response.body.text();
      const contentType = String(response.headers['content-type']);
      const body = contentType.includes('json') ? (JSON.parse(text) as Record<string, unknown>) : {};
      const warnings = [response.headers['warning'] ?? []].flat();
      const etag = String(response.headers['etag'] ?? '');
      return { code: response.statusCode, body, text, contentType, warnings, etag };
    },
    async watch(path, requestOptions = {}) {
      const response = await open(path, requestOptions);
      return readEvents(response.body);
    },
    async lines(path, requestOptions = {}) {
      const response = await open(path, requestOptions);
      return createInterface(response.body)[Symbol.asyncIterator]();
    },
    async close() {
      await server.close();
      await dispatcher.destroy();
    },
  };
}

/** Text and bytes are sent as they are, anything else as JSON. */
function encodeBody(body: unknown): string | Uint8Array | null {
  if (body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

/** everySecond logs one line per second of a run, counted from 0. */
function everySecond(
  _pod: StoredObject,
  { startedAt, end }: ContainerRun,
  from: number,
  to: number,
): LogLine[] {
  const lines: LogLine[] = [];
  for (let at = startedAt; at < to; at += 1000) {
    if (at >= from) lines.push({ at, text: `line ${(at - startedAt) / 1000}` });
  }
  return end === undefined ? lines : [...lines, { at: end.at, text: end.lastWords }];
}

function readEvents(body: AsyncIterable<Buffer>): TestWatch {
  const chunks = body[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let rest = '';
  async function next(): Promise<WatchEvent | undefined> {
    for (;;) {
      const end = rest.indexOf('\n');
      if (end >= 0) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        return JSON.parse(line) as WatchEvent;
      }
      const chunk = await chunks.next();
      if (chunk.done === true) return undefined;
      rest += decoder.decode(chunk.value, { stream: true });
    }
  }
  return {
    next,
    async take(count) {
      const events: WatchEvent[] = [];
      while (events.length < count) {
        const event = await next();
        if (event === undefined) throw new Error(`the watch ended after ${events.length} of ${count} events`);
        events.push(event);
      }
      return events;
    },
  };
}
