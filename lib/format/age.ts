const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * formatAge writes how long ago a time is, as `kubectl get` does (`HumanDuration`, k8s.io/apimachinery v0.34
 * `pkg/util/duration`): `12s`, `2m30s`, `51m`, `3h4m`, `22h`, `2d5h`, `14d`, `1y20d`. Both in Unix ms; a time to come counts as now.
 */
export function formatAge(atMs: number, nowMs: number): string {
  const age = Math.max(0, nowMs - atMs);
  const whole = (unit: number) => Math.floor(age / unit);
  const rest = (unit: number, smaller: number) => Math.floor((age % unit) / smaller);
  if (age < 2 * MINUTE) return `${whole(SECOND)}s`;
  if (age < 10 * MINUTE) return two(whole(MINUTE), 'm', rest(MINUTE, SECOND), 's');
  if (age < 3 * HOUR) return `${whole(MINUTE)}m`;
  if (age < 8 * HOUR) return two(whole(HOUR), 'h', rest(HOUR, MINUTE), 'm');
  if (age < 2 * DAY) return `${whole(HOUR)}h`;
  if (age < 8 * DAY) return two(whole(DAY), 'd', rest(DAY, HOUR), 'h');
  if (age < 2 * YEAR) return `${whole(DAY)}d`;
  if (age < 8 * YEAR) return two(whole(YEAR), 'y', rest(YEAR, DAY), 'd');
  return `${whole(YEAR)}y`;
}

function two(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
