import type { PinnedIdentity } from '#lib/view/pinned-identity.ts';
import { type Cluster, composeCluster, type ProcessParts } from '#server/compose-cluster.ts';
import type { Config } from '#server/config.ts';
import { loadCredentials } from '#server/kubernetes/credentials/credentials.ts';
import type { Pin } from '#server/kubernetes/credentials/pin.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface HostOptions extends ProcessParts {
  config: Config;
  env: Environment;
}

/**
 * Holds the process's cluster. Another identity means another cluster, composed from nothing and put in the place of the one
 * before in one step: no credential, connection, watch, store or stream is ever shared by two.
 */
export class ClusterHost {
  readonly #options: HostOptions;
  #current: Cluster;
  #retired: Promise<void> = Promise.resolve();

  /** Throws when the settings or the kubeconfig are wrong. */
  constructor(options: HostOptions) {
    this.#options = options;
    this.#current = this.#compose(undefined);
    this.#countThings();
  }

  /** The cluster as which Sluice is now. Ask each time: it may be another one after a pause. */
  get current(): Cluster {
    return this.#current;
  }

  /**
   * Lets a request work with the cluster. A read whose cluster was replaced meanwhile is done again with the new one: nothing is
   * told of a server or a user that is not Sluice's any more. A write is not: it stays with what it was asked of.
   */
  async use<T>(kind: 'read' | 'write', work: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (;;) {
      const cluster = this.#current;
      const isOutdated = (): boolean => kind === 'read' && cluster !== this.#current;
      const end = cluster.begin();
      try {
        const result = await work(cluster);
        if (!isOutdated()) return result;
      } catch (error) {
        if (!isOutdated()) throw error;
      } finally {
        end();
      }
    }
  }

  /**
   * Takes the identity that the kubeconfig now names, when that is the change of this id: the kubeconfig is read once more, and
   * what was read then is what is used. Returns who Sluice is from then on; null, and changes nothing, when it is another change
   * or none.
   */
  follow(changeId: string): PinnedIdentity | null {
    const before = this.#current;
    const pin = before.confirm(changeId);
    if (pin === null) return null;
    this.#current = this.#compose(pin);
    const ended = before
      .retire()
      .catch((error: unknown) =>
        this.#options.log.error({ err: error }, 'the old identity did not end well'),
      );
    this.#retired = Promise.all([this.#retired, ended]).then(() => undefined);
    return this.#current.pinned;
  }

  /** Resolves when nothing is left of the identities before this one. */
  async retired(): Promise<void> {
    await this.#retired;
  }

  async stop(): Promise<void> {
    this.#options.refusals.stop();
    await this.#current.stop();
  }

  #compose(pin: Pin | undefined): Cluster {
    const { env, clock, config } = this.#options;
    const context = config.context ?? undefined;
    return composeCluster(this.#options, loadCredentials({ env, clock, context, pin }));
  }

  #countThings(): void {
    const { metrics } = this.#options;
    metrics.gauge('sluice_streams_open', 'Event streams that are open.', () => this.#current.openStreams());
    metrics.gauge(
      'sluice_services_opened',
      'Services with watches of their own: somebody looks at them, or did a minute ago.',
      () => this.#current.live.watchedServices,
    );
    metrics.gauge(
      'sluice_sources',
      'Watched collections of the summary tier, by phase.',
      () =>
        Map.groupBy(this.#current.live.sourcesState().sources, (source) => source.phase)
          .entries()
          .reduce((counts, [phase, group]) => counts.set(phase, group.length), new Map<string, number>()),
      'phase',
    );
  }
}
