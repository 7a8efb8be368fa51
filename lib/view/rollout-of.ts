import { ANNOTATION } from '#lib/knative/labels.ts';
import { rolloutView } from '#lib/knative/rollout-view.ts';
import type { KIngress } from '#lib/knative/types.ts';
import type { ServiceObjects } from '#lib/view/service-objects.ts';
import type { RolloutView } from '#lib/view/types.ts';

/**
 * rolloutOf says how far a gradual rollout is, as the gateways confirmed it; null when none runs. One that was asked for and that
 * they have not confirmed yet is at 0 %. Where nobody saw what they confirmed, it is as far as was asked.
 */
export function rolloutOf({
  kIngress,
  confirmedIngress,
}: Pick<ServiceObjects, 'kIngress' | 'confirmedIngress'>): RolloutView | null {
  const asked = viewOf(kIngress);
  if (confirmedIngress === undefined) return asked;
  return viewOf(confirmedIngress) ?? (asked === null ? null : { ...asked, percent: 0 });
}

function viewOf(kIngress: KIngress | undefined): RolloutView | null {
  return rolloutView(kIngress?.metadata.annotations?.[ANNOTATION.rollout]);
}
