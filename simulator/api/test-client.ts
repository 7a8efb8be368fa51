import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { bootstrapCluster } from '#simulator/api/bootstrap.ts';
import { createCredentials } from '#simulator/api/credentials.ts';
import { ClusterStore, type ClusterStoreOptions } from '#simulator/api/object-store.ts';
import { type ApiServer, startApiServer } from '#simulator/api/server.ts';
import { USERS } from '#simulator/api/users.ts';
import { FakeClock } from '#simulator/clock.ts';
import type { ContainerRun, LogLine, StoredObject } from '#simulator/contract.ts';
import { seededRandom } from '#simulator/random.ts';

/** An answer of the server, its body read as JSON where it is JSON. */
export interface TestAnswer {
  code: number;
  body: Record<string, unknown>;
  text: string;
  contentType: string;
  /** The `Warning` headers. */
  warnings: string[];
}

export interface TestRequest {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Whose token is sent; `admin` when absent, none when empty. */
  user?: string;
}

/** An open watch. */
export interface TestWatch {
  /** The next event; undefined when the watch ended, rejects when the connection broke. */
  next(): Promise<WatchEvent | undefined>;
  /** The next n events. */
  take(count: number): Promise<WatchEvent[]>;
}

export interface WatchEvent {
  type: string;
  object: Record<string, unknown> & { metadata: Record<string, unknown> };
}

/** A server over real HTTPS whose time stands still, and a client for it. */
export interface TestCluster {
  clock: FakeClock;
  store: ClusterStore;
  server: ApiServer;
  call(path: string, options?: TestRequest): Promise<TestAnswer>;
  watch(path: string, options?: TestRequest): Promise<TestWatch>;
  /** The lines of an answer as they come; ends with the answer. */
  lines(path: string, options?: TestRequest): Promise<AsyncIterator<string>>;
  close(): Promise<void>;
}

const credentials = createCredentials(Object.keys(USERS));

/** startTestCluster starts on free ports, with the namespaces of a new cluster. */
export async function startTestCluster(options: Partial<ClusterStoreOptions> = {}): Promise<TestCluster> {
  const clock = new FakeClock();
  const store = new ClusterStore({ clock, random: seededRandom(1), ...options });
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
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
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
      return { code: response.statusCode, body, text, contentType, warnings };
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

/** A line each second of a run, counted from 0. */
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
