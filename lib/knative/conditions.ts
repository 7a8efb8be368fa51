import type { Condition } from '#lib/kubernetes/object.ts';

/** findCondition returns the condition of a type; undefined when the object does not have it yet. */
export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Worst first. The API sends Error as absent or empty. */
const SEVERITIES = ['', 'Warning', 'Info'];

/** sortConditions puts Ready first, then Error, Warning, Info, each sorted by type, as kn does. It does not change its argument. */
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
export function conditionsSummary(conditions: readonly Condition[] = []): string {
  return `${conditions.filter((condition) => condition.status === 'True').length} OK / ${conditions.length}`;
}

/** readyReason returns why an object is not ready, as kn prints it, `reason : message`. Empty when it is ready or gives no reason. */
export function readyReason(conditions: readonly Condition[] | undefined): string {
  const ready = findCondition(conditions, 'Ready');
  if (ready === undefined || ready.status === 'True') return '';
  return [ready.reason, ready.message].filter((part) => part !== undefined && part !== '').join(' : ');
}
