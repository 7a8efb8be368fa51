import { LABEL } from '#lib/knative/labels.ts';
import type { Revision } from '#lib/knative/types.ts';
import type { RevisionColour } from '#lib/view/types.ts';

const PALETTE: readonly RevisionColour[] = [0, 1, 2, 3, 4];

/** generationOf returns the Configuration generation that a Revision was made from; 0 when the label is absent. */
export function generationOf(revision: Revision): number {
  const generation = Number(revision.metadata.labels?.[LABEL.configurationGeneration] ?? 0);
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/** revisionColour gives a generation its place in the palette: fixed for ever, and different from its four neighbours'. */
export function revisionColour(generation: number): RevisionColour {
  return PALETTE[generation % PALETTE.length] ?? 0;
}

/** newestFirst orders Revisions as kn does: generation descending, then name. */
export function newestFirst(a: Revision, b: Revision): number {
  return generationOf(b) - generationOf(a) || compareText(a.metadata.name, b.metadata.name);
}

/** compareText orders by code unit: the same on every machine, as names of Kubernetes objects are plain ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
