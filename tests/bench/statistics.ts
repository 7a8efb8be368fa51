/** percentile returns the value below which that share (0 to 1) of the numbers lies; NaN for an empty list. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** row prints one line of a benchmark's table: the label and its figures. */
export function row(what: string, ...figures: string[]): void {
  console.log(`  ${what.padEnd(52)} ${figures.map((figure) => figure.padStart(14)).join('')}`);
}

/** milliseconds formats a duration with two decimals. */
export function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}
