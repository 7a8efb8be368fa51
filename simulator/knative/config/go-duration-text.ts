import { parseGoDuration } from '#simulator/go/duration.ts';

const UNITS = ['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'];
const DIVISIONS: readonly (readonly [unit: string, nanoseconds: number])[] = [
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
];

/** formatGoDuration formats nanoseconds like Go's `time.Duration.String`: `1h0m0s`, `1.5s`, `250ms`, `0s`. */
export function formatGoDuration(nanoseconds: number): string {
  if (nanoseconds < 0) return `-${formatGoDuration(-nanoseconds)}`;
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1e9) {
    const [unit, size] = DIVISIONS.find(([, divisor]) => nanoseconds >= divisor) ?? ['ns', 1];
    return `${nanoseconds / size}${unit}`;
  }
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${(nanoseconds - minutes * 60e9) / 1e9}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}

/** durationProblem returns the error of Go's `time.ParseDuration`; undefined for a valid duration. */
export function durationProblem(text: string): string | undefined {
  if (parseGoDuration(text) !== null) return undefined;
  const quoted = JSON.stringify(text);
  let rest = text.replace(/^[-+]/, '');
  while (rest !== '') {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) break;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${quoted}`;
    if (!UNITS.includes(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
    rest = rest.slice(unit.length);
  }
  return `time: invalid duration ${quoted}`;
}
