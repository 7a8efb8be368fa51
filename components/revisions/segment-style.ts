import { classNames } from '#components/ui/class-names.ts';
import { LATEST } from '#lib/traffic/rows.ts';
import type { RevisionColour } from '#lib/view/models/revision.ts';

/** revisionClass sets the color variables of a revision; gray for an unknown one. */
export function revisionClass(colour: RevisionColour | null): string {
  return colour === null ? 'rev-none' : `rev-${colour}`;
}

/** fillClass paints a row's share in its revision's color, hatched where it follows `@latest`. */
export function fillClass(row: { key: string; colour: RevisionColour | null }): string {
  return classNames(revisionClass(row.colour), 'bg-(--rev)', row.key === LATEST && 'follows-latest');
}
