import type { Clock, Random, Store } from '#simulator/apimachinery/contract.ts';
import { EventRecorder } from '#simulator/controllers/event-recorder.ts';

/** What no ConfigMap says: how the machines and the network of the embedded cluster are. Durations are simulated ms. */
export interface Settings {
  /** How long the gateways take to answer for a changed KIngress. */
  loadBalancerMs: number;
  /** How long a certificate takes to be issued. */
  certificateMs: number;
  nodes: readonly string[];
}

/** How they are unless a test asks for something else. */
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

/** What a context is made of; the settings left out are DEFAULT_SETTINGS. */
export interface ContextParts {
  store: Store;
  clock: Clock;
  random: Random;
  settings?: Partial<Settings> | undefined;
}

/** createContext makes what the controllers of one cluster share. */
export function createContext({ store, clock, random, settings }: ContextParts): Context {
  return {
    store,
    clock,
    random,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    events: new EventRecorder(store, clock, random),
  };
}
