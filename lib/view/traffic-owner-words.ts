import { assertNever } from '#lib/assert-never.ts';
import type { TrafficOwnerView } from '#lib/view/models/service-head.ts';

/** ownerName returns the owner's name: `Argo CD (application shop)`. */
export function ownerName({ tool, object }: Pick<TrafficOwnerView, 'tool' | 'object'>): string {
  return object === null || object.startsWith(`${tool} `) ? (object ?? tool) : `${tool} (${object})`;
}

/** ownerSentence describes what happens to a traffic change made here. */
export function ownerSentence(owner: TrafficOwnerView): string {
  const name = ownerName(owner);
  switch (owner.stated) {
    case 'no':
      return `${name} manages this Service but does not set its traffic: changes made here stay.`;
    case 'yes':
      return `${name} sets this Service’s traffic: ${revertWords(owner)}.`;
    case 'unknown':
      return `${name} manages this Service. It is not known whether it sets the traffic; if it does, ${revertWords(owner)}.`;
    default:
      return assertNever(owner.stated);
  }
}

function revertWords({ reverts }: TrafficOwnerView): string {
  switch (reverts) {
    case 'atOnce':
      return 'changes made here are reverted immediately';
    case 'interval':
      return 'changes made here are reverted at its next step or interval';
    case 'nextApply':
      return 'changes made here are reverted when it next applies, unless that apply fails with a conflict';
    case 'never':
      return 'changes made here stay';
    case 'unknown':
      return 'changes made here may be reverted';
    default:
      return assertNever(reverts);
  }
}
