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
      return `${name} manages this Service and does not state its traffic: a change made here stays.`;
    case 'yes':
      return `${name} states the traffic of this Service: ${revertWords(owner)}.`;
    case 'unknown':
      return `${name} manages this Service. Whether it states the traffic is not known; if it does, ${revertWords(owner)}.`;
    default:
      return assertNever(owner.stated);
  }
}

function revertWords({ reverts }: TrafficOwnerView): string {
  switch (reverts) {
    case 'atOnce':
      return 'a change made here is put back at once';
    case 'interval':
      return 'a change made here is put back at its next step or interval';
    case 'nextApply':
      return 'a change made here is put back, or refused as a conflict, when it next applies';
    case 'never':
      return 'a change made here stays';
    case 'unknown':
      return 'a change made here may be put back';
    default:
      return assertNever(reverts);
  }
}
