import type { Condition } from '#lib/kubernetes/object.ts';
import { compareText } from '#lib/view/revision-colour.ts';
import type { ConditionView } from '#lib/view/types.ts';

/** conditionOf returns the condition of a type; undefined while the status has none. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((it) => it.type === type);
}

const MARK_OF_FALSE = { Error: '!!', Warning: 'W', Info: 'I' } as const;
const SEVERITIES = ['Error', 'Warning', 'Info'];

export function toConditionView(condition: Condition): ConditionView {
  const severity =
    condition.severity === undefined || condition.severity === '' ? 'Error' : condition.severity;
  const mark =
    condition.status === 'True' ? '++' : condition.status === 'Unknown' ? '??' : MARK_OF_FALSE[severity];
  return {
    type: condition.type,
    status: condition.status,
    mark,
    reason: condition.reason ?? '',
    message: condition.message ?? '',
    since: condition.lastTransitionTime ?? null,
  };
}

/** conditionViews makes the views of a status's conditions in kn's order: Ready first, then by severity and type. */
export function conditionViews(conditions: readonly Condition[] | undefined): ConditionView[] {
  const severity = (it: Condition): number =>
    SEVERITIES.indexOf(it.severity === undefined || it.severity === '' ? 'Error' : it.severity);
  return [...(conditions ?? [])]
    .sort(
      (a, b) =>
        Number(b.type === 'Ready') - Number(a.type === 'Ready') ||
        severity(a) - severity(b) ||
        compareText(a.type, b.type),
    )
    .map(toConditionView);
}
