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
 * Holds the process's cluster. Another identity means another cluster, composed from scratch, that replaces the previous one in a single
 * step: two clusters never share a credential, connection, watch, store or stream.
 */
export class ClusterHost {
  readonly #options: HostOptions;
  #current: Cluster;
  #retired: Promise<void> = Promise.resolve();

  /** Throws when the settings or the kubeconfig are invalid. */
  constructor(options: HostOptions) {
    this.#options = options;
    this.#current = this.#compose(undefined);
    this.#countThings();
  }

  /** The current cluster. Read it each time: it may have been replaced across an await. */
  get current(): Cluster {
    return this.#current;
  }

  /**
   * Runs a request against the cluster. A read whose cluster was replaced in the meantime runs again with the new one, so nothing is
   * reported from a server or user that is no longer Sluice's. A write is not repeated: it stays with the cluster it was sent to.
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
   * Switches to the identity that the kubeconfig now names if it is the change with this id. The kubeconfig is read once more, and that
   * reading is the one used. Returns the new identity; returns null, and changes nothing, when another change or none is pending.
   */
  follow(changeId: string): PinnedIdentity | null {
    const before = this.#current;
    const pin = before.confirm(changeId);
    if (pin === null) return null;
    this.#current = this.#compose(pin);
    const ended = before
      .retire()
      .catch((error: unknown) =>
        this.#options.log.error({ err: error }, 'the old identity did not shut down cleanly'),
      );
    this.#retired = Promise.all([this.#retired, ended]).then(() => undefined);
    return this.#current.pinned;
  }

  /** Resolves when nothing of the previous identities is left. */
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
      'Services with their own watches: someone is viewing them, or did within the last minute.',
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
