import type { TrafficTarget } from '#lib/knative/types.ts';
import type { KnFlags } from '#lib/traffic/commands/kn-traffic.ts';
import { Oracle } from './oracle.ts';

/** What kn would write; absent for an empty list. */
export interface KnAnswer {
  traffic?: TrafficTarget[];
  /** The error that kn would print instead. */
  error?: string;
}

/** kn's computation of `spec.traffic`. */
export class KnOracle {
  private readonly oracle: Oracle<{ service: object; args: string[] }, KnAnswer>;

  private constructor(oracle: KnOracle['oracle']) {
    this.oracle = oracle;
  }

  static async start(): Promise<KnOracle> {
    return new KnOracle(
      await Oracle.start({ module: 'tests/cluster/kn', package: './cmd/oracle', name: 'kn-oracle' }),
    );
  }

  /** Takes `targets` with their defaults, as the API returns them. */
  update(serviceName: string, targets: readonly TrafficTarget[], flags: KnFlags): Promise<KnAnswer> {
    const args = (['untag', 'tag', 'traffic'] as const).flatMap((name) =>
      flags[name].flatMap((value) => [`--${name}`, value]),
    );
    const service = {
      metadata: { name: serviceName },
      spec: { traffic: targets },
      status: { traffic: targets },
    };
    return this.oracle.ask({ service, args });
  }

  stop(): void {
    this.oracle.stop();
  }
}
