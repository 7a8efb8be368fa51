/**
 * formatDuration formats milliseconds the way kubectl and kn format ages: `51m`, `3h4m`, `2d` (`k8s.io/apimachinery/pkg/util/duration`
 * HumanDuration). Up to 2 s in the future counts as 0; more is `<invalid>`.
 */
export function formatDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds <= 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 8 * 365 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

/**
 * formatAge formats how old something is at `nowMs` (Unix ms); `<unknown>` for a time that cannot be parsed, as in kubectl. The cluster
 * cannot create anything in the future: a future timestamp means that its clock is ahead of ours, and counts as age 0.
 */
export function formatAge(timestamp: string | null | undefined, nowMs: number): string {
  const since = timestamp === null || timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(since) ? '<unknown>' : formatDuration(Math.max(0, nowMs - since));
}

const UNITS: [name: string, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * formatRelative formats when something was or will be: `just now`, `3 minutes ago`, `in 18 seconds`. Returns `at an unknown time` for a
 * time that is absent or cannot be parsed.
 */
export function formatRelative(timestamp: string | null | undefined, nowMs: number): string {
  const at = timestamp === null || timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  if (Number.isNaN(at)) return 'at an unknown time';
  const seconds = Math.trunc((nowMs - at) / 1000);
  const [unit, size] = UNITS.find((candidate) => Math.abs(seconds) >= candidate[1]) ?? ['second', 1];
  const count = Math.floor(Math.abs(seconds) / size);
  if (count === 0 || (seconds > 0 && seconds < 5)) return 'just now';
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
