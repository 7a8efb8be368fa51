import type { RowKey } from '#lib/knative/traffic-rows.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';

/** One change to a list of targets; what a gesture becomes. */
export type TrafficEdit =
  /** Percent of every row that changes; rows left out keep theirs. The result must sum to 100. */
  | { type: 'setPercents'; percents: Record<RowKey, number> }
  /** Give a destination a new tag: on its first untagged target, else a new 0 % target, as kn does. */
  | { type: 'addTag'; row: RowKey; tag: string }
  /** Take a tag off; its target goes when nothing is left of it (0 % and untagged). */
  | { type: 'removeTag'; tag: string }
  | { type: 'moveTag'; tag: string; row: RowKey }
  /** The exact list, for a roll back or a pasted one. */
  | { type: 'replace'; targets: TrafficTarget[] };

/** Why an edit cannot be made, in words for the person. */
export interface EditRefusal {
  refused: string;
}

/**
 * applyTrafficEdit returns the new `spec.traffic`, or why there is none. Targets that the edit does not concern stay byte
 * for byte; an edit that changes nothing returns the same array.
 */
export function applyTrafficEdit(
  targets: readonly TrafficTarget[],
  edit: TrafficEdit,
): readonly TrafficTarget[] | EditRefusal {
  void targets;
  void edit;
  throw new Error('filled in below');
}
