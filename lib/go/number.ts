const INFINITE = /^([-+]?)inf(inity)?$/i;
const FLOAT = /^[-+]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)(e[-+]?\d(_?\d)*)?$/i;

/**
 * parseGoFloat parses a number as Go's `strconv.ParseFloat` does, including `NaN`, `Inf` and `1_000`. Returns null for what ParseFloat
 * rejects, including numbers that are too large. It does not parse hexadecimal numbers.
 */
export function parseGoFloat(text: string): number | null {
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = FLOAT.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** parseGoInteger parses an integer of the given bit size as Go's `strconv.ParseInt` does, or returns why ParseInt would reject it. */
export function parseGoInteger(text: string, bits: 32 | 64): number | 'syntax' | 'range' {
  const [, sign, digits, rest] = /^([-+]?)(\d*)(.*)$/s.exec(text) ?? [];
  if (digits === undefined || digits === '') return 'syntax';
  // Go stops at the digit that overflows an unsigned number.
  const value = BigInt(digits);
  if (rest !== '') return value >= 1n << BigInt(bits) ? 'range' : 'syntax';
  const limit = 1n << BigInt(bits - 1);
  if (value > limit || (value === limit && sign !== '-')) return 'range';
  return sign === '-' ? -Number(value) : Number(value);
}
