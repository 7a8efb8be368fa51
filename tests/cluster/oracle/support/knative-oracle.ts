import { isRecord } from '#lib/kubernetes/semantic-equal.ts';
import { Oracle } from './oracle.ts';

/** The kinds that Knative's webhooks default and validate. */
export type ServingKind = 'Service' | 'Route' | 'Configuration' | 'Revision';

/** A JSON object as a client sends it: it need not have the shape of its kind. */
export type Wire = Record<string, unknown>;

/** A creation, or an update when `old` is set to the stored object. */
export interface AdmitRequest {
  kind: ServingKind;
  user: string;
  new: Wire;
  old?: Wire;
  /** Returned as `ours`, decoded and encoded by Go, so that it can be compared with `object`. */
  ours?: Wire;
  /** The data of `config-features`; Knative's defaults when absent. */
  features?: Record<string, string>;
}

/** The verdict of the two webhooks. */
export interface AdmitAnswer {
  /** What would be stored; absent when it could not be decoded. */
  object?: Wire;
  ours?: Wire;
  /** The message of the API server's Status; absent when admitted. */
  denied?: string;
  /** The errors that make up `denied`. */
  findings?: { message: string; paths: string[] | null; details?: string }[];
  warnings?: string[];
}

/** One pass of the Route controller over a rollout. Times are Unix nanoseconds. */
export interface RollRequest {
  goal: Wire;
  /** The annotation of the KIngress; empty for none. */
  previous: string;
  now: string;
  becameReady: boolean;
  durationSeconds: number;
}

/** The annotation to write and when to reconcile next, 0 for never; `panic` where Knative's own code panics. */
export interface RollAnswer {
  rollout: string;
  nextStepTime: string;
  panic?: string;
}

/** Knative's webhooks and rollouts. */
export class KnativeOracle {
  private readonly oracle: Oracle<{ admit: AdmitRequest } | { roll: RollRequest }, AdmitAnswer & RollAnswer>;

  private constructor(oracle: KnativeOracle['oracle']) {
    this.oracle = oracle;
  }

  static async start(): Promise<KnativeOracle> {
    return new KnativeOracle(
      await Oracle.start({ module: 'tests/cluster/knative', package: './cmd/oracle', name: 'oracle' }),
    );
  }

  /** Sends the fields in the order in which the API server writes them, because only the first one that cannot be decoded is reported. */
  admit(request: AdmitRequest): Promise<AdmitAnswer> {
    return this.oracle.ask({ admit: sorted(request) });
  }

  roll(request: RollRequest): Promise<RollAnswer> {
    return this.oracle.ask({ roll: request });
  }

  stop(): void {
    this.oracle.stop();
  }
}

function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sorted) as T;
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])])) as T;
}
