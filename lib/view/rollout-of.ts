import { ANNOTATION } from '#lib/knative/labels.ts';
import type { TrimmedKIngress } from '#lib/knative/trimmed.ts';
import type { RolloutView } from '#lib/view/models/traffic.ts';
import { rolloutView } from '#lib/view/rollout-view.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';

/**
 * rolloutOf returns the progress of a gradual rollout, as the gateways confirmed it; null when none is running. One that was requested and
 * that they have not yet confirmed is at 0 %. When the confirmed state was not seen, it returns the requested one.
 */
export function rolloutOf({
  kIngress,
  confirmedIngress,
}: Pick<ServiceObjects, 'kIngress' | 'confirmedIngress'>): RolloutView | null {
  const requested = viewOf(kIngress);
  if (confirmedIngress === undefined) return requested;
  return viewOf(confirmedIngress) ?? (requested === null ? null : { ...requested, percent: 0 });
}

function viewOf(kIngress: TrimmedKIngress | undefined): RolloutView | null {
  return rolloutView(kIngress?.metadata.annotations?.[ANNOTATION.rollout]);
}
