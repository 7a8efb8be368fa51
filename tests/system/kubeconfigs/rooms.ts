import { KNATIVE } from '#lib/knative/resources.ts';
import type { KubeObject } from '#lib/kubernetes/object.ts';
import { collectionPath } from '#lib/kubernetes/resource.ts';
import { EmbeddedTestCluster } from '#tests/cluster/support/test-cluster-embedded.ts';
import { Room } from '#tests/system/kubeconfigs/room.ts';

/** Several rooms in front of one cluster, so that cases run concurrently and still see only their own requests. */
export class Rooms {
  readonly #cluster: EmbeddedTestCluster;
  readonly #rooms: readonly Room[];
  readonly #free: Room[];
  readonly #waiting: ((room: Room) => void)[] = [];

  private constructor(cluster: EmbeddedTestCluster, rooms: readonly Room[]) {
    this.#cluster = cluster;
    this.#rooms = rooms;
    this.#free = [...rooms];
  }

  /** Starts the embedded cluster and opens that many rooms in front of it. */
  static async start(count: number): Promise<Rooms> {
    const cluster = await EmbeddedTestCluster.start();
    return new Rooms(cluster, await Promise.all(Array.from({ length: count }, () => Room.open(cluster))));
  }

  /** All Services of the cluster, as `namespace/name`, sorted. */
  async services(): Promise<string[]> {
    const { items } = await this.#cluster.api<{ items: KubeObject[] }>(
      'GET',
      collectionPath(KNATIVE.service),
    );
    return items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort();
  }

  /** Runs work in a free room, waiting for one if necessary. */
  async use<T>(work: (room: Room) => Promise<T>): Promise<T> {
    const room = this.#free.pop() ?? (await new Promise<Room>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(room);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(room);
      else next(room);
    }
  }

  async close(): Promise<void> {
    for (const room of this.#rooms) await room.close();
    await this.#cluster.stop();
  }
}
