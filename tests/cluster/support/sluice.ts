import { GET as getAccess } from '#app/api/c/[cluster]/services/[namespace]/[name]/access/route.ts';
import { PUT as putTraffic } from '#app/api/c/[cluster]/services/[namespace]/[name]/traffic/route.ts';
import { GET as getTopic } from '#app/api/c/[cluster]/topics/[...topic]/route.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import {
  type CollectionName,
  type Collections,
  type SnapshotMessage,
  serviceTopic,
  type Topic,
} from '#lib/live/protocol.ts';
import { SystemClock } from '#server/clock.ts';
import { createHost } from '#server/cluster.ts';
import type { ClusterHost } from '#server/cluster-host.ts';
import type { Cluster } from '#server/compose-cluster.ts';
import type { Config } from '#server/config.ts';
import { LiveClient } from '#tests/live-client.ts';

/** The HTTP API's answer. */
export interface Answer<T> {
  status: number;
  body: T;
}

/** The body of a refusal. */
export interface Refusal {
  error: {
    code: string;
    message: string;
    fields?: { message: string; paths: string[] }[];
    [detail: string]: unknown;
  };
}

export interface TrafficChange {
  uid: string;
  base: readonly TrafficTarget[] | null;
  traffic: readonly TrafficTarget[];
  confirmStale?: boolean;
}

const TOKEN = 'a-script-token-of-these-tests';
// The routes read it when the first request is authorized (server/access/open-access.ts).
process.env.SLUICE_TOKEN = TOKEN;

/** The routes look up the process's cluster here (server/cluster.ts). */
const KEY = Symbol.for('sluice.cluster');
const global = globalThis as { [KEY]?: ClusterHost };
/** One process holds several Sluices here, so their requests run one at a time. */
let turn: Promise<unknown> = Promise.resolve();

/** Sluice's server in this process, composed as in production, on the cluster of a kubeconfig. */
export class Sluice {
  readonly #host: ClusterHost;
  readonly #browsers = new Set<Browser>();

  private constructor(host: ClusterHost) {
    this.#host = host;
  }

  get cluster(): Cluster {
    return this.#host.current;
  }

  /** Starts watching. */
  static start(kubeconfig: string, settings: Partial<Config> = {}): Sluice {
    const config: Config = {
      stateDir: null,
      port: 3000,
      context: null,
      namespaces: null,
      readOnly: false,
      embedded: false,
      logLevel: 'silent',
      ...settings,
    };
    return new Sluice(createHost(config, { KUBECONFIG: kubeconfig }));
  }

  /** Opens a browser that follows these topics from now on. */
  open(...topics: Topic[]): Browser {
    const browser = new Browser(topics, this.cluster);
    this.#browsers.add(browser);
    return browser;
  }

  /** GET …/topics/<topic>. */
  async snapshot(topic: Topic): Promise<SnapshotMessage> {
    const params = { cluster: this.cluster.name, topic: topic.split('/') };
    const { status, body } = await this.#call<SnapshotMessage>('GET', '/', undefined, (request) =>
      getTopic(request, { params: Promise.resolve(params) }),
    );
    if (status !== 200) throw new Error(`The topic ${topic} returned ${status}.`);
    return body;
  }

  /** PUT …/services/<namespace>/<name>/traffic. */
  shift<T = Refusal>(key: string, change: TrafficChange, query = ''): Promise<Answer<T>> {
    return this.#call<T>('PUT', `/${query}`, change, (request) =>
      putTraffic(request, { params: Promise.resolve(this.#place(key)) }),
    );
  }

  /** GET …/services/<namespace>/<name>/access. */
  access(key: string): Promise<Answer<{ patch: boolean; reason: string }>> {
    return this.#call('GET', '/', undefined, (request) =>
      getAccess(request, { params: Promise.resolve(this.#place(key)) }),
    );
  }

  async stop(): Promise<void> {
    for (const browser of this.#browsers) browser.close();
    await this.#host.stop();
  }

  #place(key: string): { cluster: string; namespace: string; name: string } {
    const [namespace = '', name = ''] = key.split('/');
    return { cluster: this.cluster.name, namespace, name };
  }

  async #call<T>(
    method: string,
    path: string,
    body: unknown,
    route: (request: Request) => Promise<Response>,
  ): Promise<Answer<T>> {
    const headers = {
      host: '127.0.0.1:3000',
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
    };
    const request = new Request(`http://127.0.0.1:3000${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = turn.then(async () => {
      global[KEY] = this.#host;
      const response = await route(request);
      return { status: response.status, body: (await response.json()) as T };
    });
    turn = answered.catch(() => undefined);
    return await answered;
  }
}

/** What one browser knows, from the stream alone. */
export class Browser extends LiveClient {
  readonly #cluster: Cluster;

  constructor(topics: readonly Topic[], cluster: Cluster) {
    super(topics, new SystemClock());
    this.#cluster = cluster;
    this.reopen();
  }

  /** Reopens the stream from what is known. */
  reopen(): void {
    this.connect(this.#cluster.live);
  }

  close(): void {
    this.disconnect();
  }

  value<C extends CollectionName>(topic: Topic, collection: C, key: string): Collections[C] | undefined {
    return this.store.value(topic, collection, key);
  }

  values<C extends CollectionName>(topic: Topic, collection: C): Collections[C][] {
    return [...this.store.values(topic, collection).values()];
  }

  /** Returns the row of a Service in the overview. */
  row(key: string): Collections['services'] | undefined {
    return this.value('services', 'services', key);
  }

  /** Returns the head of an opened Service. */
  head(key: string): Collections['head'] | undefined {
    return this.value(topicOf(key), 'head', 'head');
  }

  /** Returns every value of a key in a topic, in order; null where it was removed. */
  history<C extends CollectionName>(topic: Topic, collection: C, key: string): (Collections[C] | null)[] {
    return this.messages.flatMap((message) => {
      if (message.type === 'snapshot' && message.topic === topic) {
        const value = message.collections[collection]?.[key];
        return value === undefined ? [] : [value];
      }
      if (message.type !== 'changes' || message.topic !== topic) return [];
      if (message.removed[collection]?.includes(key)) return [null];
      const value = message.upserted[collection]?.[key];
      return value === undefined ? [] : [value];
    });
  }
}

/** distinct omits values that equal the previous one. */
export function distinct<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => index === 0 || value !== values[index - 1]);
}

/** topicOf returns the topic of the Service `namespace/name`. */
export function topicOf(key: string): Topic {
  const [namespace = '', name = ''] = key.split('/');
  return serviceTopic(namespace, name);
}
