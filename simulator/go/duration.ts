const UNIT_NANOSECONDS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds per second. */
export const SECOND = 1e9;

/**
 * parseGoDuration parses a duration as Go's `time.ParseDuration` does (`1h30m`, `-1.5s`, `0`) and returns nanoseconds, exact up to 2^53
 * (104 days); null for what Go rejects.
 */
export function parseGoDuration(text: string): number | null {
  const [, sign, body] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (body === undefined || body === '') return null;
  if (body === '0') return 0;
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return null;
  let nanoseconds = 0;
  for (const [, amount, unit] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    nanoseconds += Number(amount) * (UNIT_NANOSECONDS[unit ?? ''] ?? Number.NaN);
  }
  // Does not fit in an int64.
  if (nanoseconds >= 2 ** 63) return null;
  const rounded = Math.trunc(nanoseconds);
  return sign === '-' ? 0 - rounded : rounded;
}
