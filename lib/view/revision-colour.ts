import { LABEL } from '#lib/knative/labels.ts';
import type { TrimmedRevision } from '#lib/knative/trimmed.ts';
import type { RevisionColour } from '#lib/view/models/revision.ts';

const PALETTE: readonly RevisionColour[] = [0, 1, 2, 3, 4];

/** generationOf returns the Configuration generation that a Revision was created from; 0 when the label is absent. */
export function generationOf(revision: TrimmedRevision): number {
  const generation = Number(revision.metadata.labels?.[LABEL.configurationGeneration] ?? 0);
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/** revisionColour maps a generation to a palette color: it never changes, and differs from those of the four neighboring generations. */
export function revisionColour(generation: number): RevisionColour {
  return PALETTE[generation % PALETTE.length] ?? 0;
}

/** compareText compares by code unit. The order is the same on every machine, because names of Kubernetes objects are plain ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
