import type { Condition } from '#lib/kubernetes/object.ts';
import type { ConditionView } from '#lib/view/types.ts';

/** findCondition returns the condition of a type; undefined when the object has none yet. */
export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** toConditionView fills in what is absent and adds kn's mark (`pkg/commands/describe.go` v1.23). */
export function toConditionView(condition: Condition): ConditionView {
  return {
    type: condition.type,
    status: condition.status,
    mark: markOf(condition),
    reason: condition.reason ?? '',
    message: condition.message ?? '',
    since: condition.lastTransitionTime ?? null,
  };
}

function markOf({ status, severity }: Condition): ConditionView['mark'] {
  if (status === 'True') return '++';
  if (status !== 'False') return '??';
  switch (severity) {
    case undefined:
    case '':
      return '!!';
    case 'Warning':
      return 'W';
    case 'Info':
      return 'I';
    case 'Error':
    default:
      return '!';
  }
}

/** Worst first; the API writes an Error as absent or empty. */
const SEVERITIES = ['', 'Warning', 'Info'];

/** sortConditions puts Ready first, then Error, Warning, Info, each by type, as kn does; the given list stays. */
export function sortConditions(conditions: readonly Condition[] | undefined): Condition[] {
  const rank = ({ type, severity }: Condition) => {
    if (type === 'Ready') return -1;
    const place = SEVERITIES.indexOf(severity === 'Error' ? '' : (severity ?? ''));
    return place < 0 ? SEVERITIES.length : place;
  };
  return (conditions ?? []).toSorted(
    (a, b) => rank(a) - rank(b) || (a.type < b.type ? -1 : Number(a.type > b.type)),
  );
}

/** conditionsSummary counts the conditions that are True, as kn prints it: `3 OK / 4`. */
export function conditionsSummary(conditions: readonly Condition[] | undefined): string {
  const all = conditions ?? [];
  return `${all.filter((condition) => condition.status === 'True').length} OK / ${all.length}`;
}

/** readyReason says why an object is not ready as kn prints it, `reason : message`; empty when it is, or says nothing. */
export function readyReason(conditions: readonly Condition[] | undefined): string {
  const ready = findCondition(conditions, 'Ready');
  if (ready === undefined || ready.status === 'True') return '';
  return [ready.reason, ready.message].filter((part) => part !== undefined && part !== '').join(' : ');
}
