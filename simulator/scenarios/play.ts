import type { Store } from '#simulator/apimachinery/contract.ts';
import { KUBERNETES } from '#simulator/apimachinery/kinds.ts';
import type { SimulationClock } from '#simulator/runtime/simulation-clock.ts';
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

/** How far back the scenarios' history starts. */
export const HISTORY_MS = days(60);

const NAMESPACES = ['default', 'shop', 'billing'];

/** scenarioSteps returns everything done to the cluster before it opens, oldest first. */
function scenarioSteps(): Step[] {
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

/** ensureNamespace creates a namespace if it does not exist. */
export function ensureNamespace(store: Store, name: string): void {
  if (store.get(KUBERNETES.namespace, undefined, name) !== undefined) return;
  const namespace = { metadata: { name } };
  store.create(KUBERNETES.namespace, namespace, writerOf('kubectl-client-side-apply'));
}

/** playScenarios runs the steps at their times; the clock ends at `now` (Unix ms) with everything settled. */
export function playScenarios(store: Store, clock: SimulationClock, now: number): void {
  for (const name of NAMESPACES) ensureNamespace(store, name);
  for (const step of scenarioSteps()) {
    clock.advance(Math.max(0, now - step.agoMs - clock.now()));
    step.take(store);
  }
  clock.advance(Math.max(0, now - clock.now()));
}
