import { KUBERNETES } from '#lib/kubernetes/resource.ts';
import type { Store } from '#simulator/contract.ts';
import { days, type Step, writerOf } from '#simulator/scenarios/release.ts';
import { helloSteps, helloworldGoSteps, stockSteps } from '#simulator/scenarios/seeds.ts';
import {
  cartSteps,
  checkoutSteps,
  invoicePdfSteps,
  ledgerSteps,
  paymentsSteps,
  recommendationsSteps,
  searchSteps,
} from '#simulator/scenarios/shop.ts';
import type { SimulationClock } from '#simulator/scenarios/simulation-clock.ts';

/** How long before now the history of the scenarios begins. */
export const HISTORY_MS = days(60);

const NAMESPACES = ['default', 'shop', 'billing'];

/** scenarioSteps lists all that was done to the cluster before it opens, oldest first. */
export function scenarioSteps(): Step[] {
  const steps = [
    ...helloSteps(),
    ...helloworldGoSteps(),
    ...stockSteps(),
    ...checkoutSteps(),
    ...searchSteps(),
    ...cartSteps(),
    ...paymentsSteps(),
    ...recommendationsSteps(),
    ...invoicePdfSteps(),
    ...ledgerSteps(),
  ];
  return steps.sort((a, b) => b.agoMs - a.agoMs);
}

/** ensureNamespace makes a namespace unless it is there. */
export function ensureNamespace(store: Store, name: string): void {
  if (store.get(KUBERNETES.namespace, undefined, name) !== undefined) return;
  const namespace = { metadata: { name } };
  store.create(KUBERNETES.namespace, namespace, writerOf('kubectl-client-side-apply'));
}

/** playScenarios takes the steps at their times; the clock ends at `now` (Unix ms) with all of it settled. */
export function playScenarios(store: Store, clock: SimulationClock, now: number): void {
  for (const name of NAMESPACES) ensureNamespace(store, name);
  for (const step of scenarioSteps()) {
    clock.advance(Math.max(0, now - step.agoMs - clock.now()));
    step.take(store);
  }
  clock.advance(Math.max(0, now - clock.now()));
}
