import { tagProblem } from '#lib/knative/tag-problem.ts';
import type { TrafficTarget } from '#lib/knative/types.ts';
import { qualifiedNameProblems } from '#lib/kubernetes/qualified-name.ts';
import { LATEST, type RowKey, rowKeyOf } from '#lib/traffic/rows.ts';
import { percentOf, tagOf, totalPercent } from '#lib/traffic/target.ts';

/** Why an edit cannot be made, as text for the person. */
export interface EditRefusal {
  refused: string;
}

/** isRefusal reports whether the result of an edit or a gesture is a refusal. */
export function isRefusal(result: object): result is EditRefusal {
  return !Array.isArray(result) && typeof (result as Partial<EditRefusal>).refused === 'string';
}

/** refusalOfPercent refuses a percent that is not an integer from 0 to 100; null otherwise. */
export function refusalOfPercent(row: RowKey, percent: number): EditRefusal | null {
  return Number.isInteger(percent) && percent >= 0 && percent <= 100
    ? null
    : { refused: `${row}: ${percent} is not a whole number from 0 to 100.` };
}

/** refusalOfTag refuses a tag that the webhook would refuse, with the webhook's message; null otherwise. */
export function refusalOfTag(tag: string): EditRefusal | null {
  const problem = tagProblem(tag);
  return problem === null ? null : { refused: problem };
}

/** refusalOfTraffic refuses a list that the webhook would refuse for a Service; null for one that it accepts. */
export function refusalOfTraffic(targets: readonly TrafficTarget[]): EditRefusal | null {
  const tags = new Set<string>();
  for (const target of targets) {
    const refusal = refusalOfTarget(target, tags);
    if (refusal !== null) return refusal;
  }
  const total = totalPercent(targets);
  return total === 100 ? null : { refused: `The percents sum to ${total}, not 100.` };
}

function refusalOfTarget(target: TrafficTarget, tags: Set<string>): EditRefusal | null {
  const row = rowKeyOf(target);
  if (target.configurationName !== undefined && target.configurationName !== '') {
    return { refused: `A Service's target may not name a Configuration (${target.configurationName}).` };
  }
  if (target.revisionName !== undefined && target.revisionName !== '' && target.latestRevision === true) {
    return { refused: `A target may not name the revision ${row} and follow the latest one.` };
  }
  if ((target.revisionName ?? '') === '' && target.latestRevision === false) {
    return { refused: 'A target that does not follow the latest revision must name one.' };
  }
  const problems = row === LATEST ? [] : qualifiedNameProblems(row);
  if (problems.length > 0) return { refused: `${row} cannot be a revision: ${problems.join(', ')}` };
  const refusal = refusalOfPercent(row, percentOf(target));
  if (refusal !== null) return refusal;
  const tag = tagOf(target);
  if (tag === null) return null;
  if (tags.has(tag)) return { refused: `Tag "${tag}" is on two targets; a tag can be on only one.` };
  tags.add(tag);
  return refusalOfTag(tag);
}
