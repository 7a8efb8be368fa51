import type { Clock, Random, Store } from '#simulator/apimachinery/contract.ts';
import { EventRecorder } from '#simulator/controllers/event-recorder.ts';

/** Settings that no ConfigMap has: the embedded cluster's nodes and network. Durations are simulated ms. */
export interface Settings {
  /** How long the gateways take to serve a changed KIngress. */
  loadBalancerMs: number;
  /** How long a certificate takes to be issued. */
  certificateMs: number;
  nodes: readonly string[];
}

/** Settings used unless a test overrides them. */
export const DEFAULT_SETTINGS: Settings = {
  loadBalancerMs: 150,
  certificateMs: 800,
  nodes: ['worker-1', 'worker-2', 'worker-3'],
};

/** What every controller works with. */
export interface Context {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
  readonly events: EventRecorder;
}

/** The parts of a context; omitted settings default to DEFAULT_SETTINGS. */
export interface ContextParts {
  store: Store;
  clock: Clock;
  random: Random;
  settings?: Partial<Settings> | undefined;
}

/** createContext creates the context that a cluster's controllers share. */
export function createContext({ store, clock, random, settings }: ContextParts): Context {
  return {
    store,
    clock,
    random,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    events: new EventRecorder(store, clock, random),
  };
}
