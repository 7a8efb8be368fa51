import type { TrafficTarget } from '#lib/knative/types.ts';
import { type RowKey, rowKeyOf } from '#lib/traffic/rows.ts';
import { tagOf } from '#lib/traffic/target.ts';

/** A webhook message and the fields that it names. */
interface FieldProblem {
  message: string;
  paths: string[];
}

/** The webhook's messages, by their place on the screen. */
export interface PlacedProblems {
  tags: ReadonlyMap<string, string>;
  rows: ReadonlyMap<RowKey, string>;
  /** Messages that do not name a single row. */
  rest: string[];
}

/** Knative v1.23 names a tag in two ways: `spec.traffic[0].tag` for duplicates, `spec.traffic.tag[0]` for invalid ones. */
const TARGET_PATH = /^spec\.traffic(?:\[(\d+)\]\.(\w+)|\.(\w+)\[(\d+)\])$/;

/** placeProblems assigns each message to the tag or row of the written list that its paths name. */
export function placeProblems(
  problems: readonly FieldProblem[],
  traffic: readonly TrafficTarget[],
): PlacedProblems {
  const tags = new Map<string, string>();
  const rows = new Map<RowKey, string>();
  const rest: string[] = [];
  for (const { message, paths } of problems) {
    let placed = false;
    for (const path of paths) {
      const [, index, field, otherField, otherIndex] = TARGET_PATH.exec(path) ?? [];
      const target = traffic[Number(index ?? otherIndex ?? -1)];
      if (target === undefined) continue;
      const tag = (field ?? otherField) === 'tag' ? tagOf(target) : null;
      if (tag === null) rows.set(rowKeyOf(target), message);
      else tags.set(tag, message);
      placed = true;
    }
    if (!placed) rest.push(message);
  }
  return { tags, rows, rest };
}
