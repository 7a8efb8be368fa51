import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import type { Client } from '#tests/cluster/parity/client.ts';
import { KINDS, RECORDED, type RecordedKind } from '#tests/cluster/parity/kinds.ts';

export type Recorded = KubeObject & { [field: string]: unknown };

/** One object, from its first state to its deletion. */
export interface Life {
  kind: RecordedKind;
  /** Every state that the watch reported, in order. */
  states: Recorded[];
  /** The step of its story in which each state was reported. */
  steps: number[];
  /** The step in which it was deleted; undefined while it exists. */
  goneIn: number | undefined;
}

/** Watches every kind of a cluster and records the events. */
export class Recorder {
  /** By uid, in the order in which they appeared. */
  readonly lives = new Map<string, Life>();
  /** The current step of the story in a namespace. */
  readonly step = new Map<string, number>();
  readonly #changes = new Map<string, number>();
  readonly #client: Client;
  readonly #ended = new AbortController();
  readonly #watches: Promise<void>[] = [];
  readonly #faults: string[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** Starts watching; resolves when every watch has been opened. */
  async start(): Promise<void> {
    for (const kind of KINDS) {
      const list = await this.#client.must({
        method: 'GET',
        path: `${collectionPath(RECORDED[kind])}?limit=1`,
      });
      const { resourceVersion } = list['metadata'] as { resourceVersion: string };
      this.#watches.push(this.#watch(kind, resourceVersion));
    }
  }

  /** Ends the watches; rejects with any earlier failure of them. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#watches);
    if (this.#faults.length > 0) throw new Error(this.#faults.join('\n'));
  }

  /** Returns the objects of a kind that currently exist. */
  present(namespace: string): { kind: RecordedKind; object: Recorded }[] {
    return [...this.lives.values()].flatMap(({ kind, states, goneIn }) => {
      const object = states.at(-1);
      return goneIn !== undefined || object?.metadata.namespace !== namespace ? [] : [{ kind, object }];
    });
  }

  /** How often a namespace has changed so far. */
  changesIn(namespace: string): number {
    return this.#changes.get(namespace) ?? 0;
  }

  async #watch(kind: RecordedKind, resourceVersion: string): Promise<void> {
    const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}&timeoutSeconds=3600`;
    const path = `${collectionPath(RECORDED[kind])}?${query}`;
    try {
      for await (const { type, object } of this.#client.watch(path, this.#ended.signal)) {
        if (type === 'BOOKMARK') continue;
        if (type === 'ERROR') throw new Error(JSON.stringify(object));
        this.#take(kind, type, object as Recorded);
      }
      this.#faults.push(`The watch of ${kind} ended.`);
    } catch (error) {
      if (!this.#ended.signal.aborted) this.#faults.push(`The watch of ${kind} failed: ${String(error)}`);
    }
  }

  #take(kind: RecordedKind, type: string, object: Recorded): void {
    const { uid, namespace = '' } = object.metadata;
    const step = this.step.get(namespace) ?? -1;
    const life: Life = this.lives.get(uid) ?? { kind, states: [], steps: [], goneIn: undefined };
    life.states.push(object);
    life.steps.push(step);
    if (type === 'DELETED') life.goneIn = step;
    this.lives.set(uid, life);
    this.#changes.set(namespace, this.changesIn(namespace) + 1);
  }
}
