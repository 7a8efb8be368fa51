/** A resource quantity as a number, in thousandths, and whether it uses powers of 1024. */
export interface QuantityValue {
  milli: bigint;
  isBinary: boolean;
}

const PARTS = /^([+-]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const SMALL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3 };

/** parseQuantity parses a quantity, rounded up to thousandths; undefined when it is not valid (apimachinery v0.35 `pkg/api/resource`). */
export function parseQuantity(text: string): QuantityValue | undefined {
  const parts = PARTS.exec(text);
  if (text === '' || parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = parts;
  const isBinary = suffix.endsWith('i');
  const digits = BigInt(`${whole}${fraction}` || '0');
  const multiplier = isBinary ? 1024n ** BigInt(BINARY.indexOf(suffix)) : 1n;
  // Thousandths, minus the digits after the decimal point.
  const exponent = 3 - fraction.length + (isBinary ? 0 : exponentOf(suffix));
  const scaled = digits * multiplier * 10n ** BigInt(Math.max(0, exponent));
  const milli = divideUp(scaled, 10n ** BigInt(Math.max(0, -exponent)));
  return { milli: sign === '-' ? -milli : milli, isBinary };
}

function exponentOf(suffix: string): number {
  if (/^[eE][+-]?\d/.test(suffix)) return Number(suffix.slice(1));
  return SMALL[suffix] ?? 3 * Math.max(0, DECIMAL.indexOf(suffix));
}

const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** formatQuantity formats a quantity as Kubernetes does: with the largest suffix that leaves a whole number. */
export function formatQuantity({ milli, isBinary }: QuantityValue): string {
  const isSmall = milli > -1_024_000n && milli < 1_024_000n;
  if (!isBinary || isSmall) {
    return milli % 1000n === 0n ? suffixed(milli / 1000n, 1000n, DECIMAL) : `${milli}m`;
  }
  return suffixed(divideUp(milli, 1000n), 1024n, BINARY);
}

function suffixed(value: bigint, base: bigint, suffixes: readonly string[]): string {
  let left = value;
  let index = 0;
  while (left !== 0n && left % base === 0n && index < suffixes.length - 1) {
    left /= base;
    index += 1;
  }
  return `${left}${suffixes[index] ?? ''}`;
}
