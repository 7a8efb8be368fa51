import { classNames } from '#components/ui/class-names.ts';
import { LATEST } from '#lib/knative/traffic-rows.ts';
import type { RevisionColour } from '#lib/view/types.ts';

/** revisionClass sets the colour variables of a revision; grey for one that is not known. */
export function revisionClass(colour: RevisionColour | null): string {
  return colour === null ? 'rev-none' : `rev-${colour}`;
}

/** fillClass paints a row's share: its revision's colour, hatched where it follows `@latest`. */
export function fillClass(row: { key: string; colour: RevisionColour | null }): string {
  return classNames(revisionClass(row.colour), 'bg-(--rev)', row.key === LATEST && 'follows-latest');
}
