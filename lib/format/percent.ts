const NARROW_NO_BREAK_SPACE = '\u202f';

/** formatPercent formats a whole percent for display, `25 %`, with a narrow no-break space. */
export function formatPercent(percent: number): string {
  return `${percent}${NARROW_NO_BREAK_SPACE}%`;
}

/** formatRatio formats a measured share from 0 to 1: one decimal below 10 %, `<0.1 %` for what would round to zero, `–` for no data. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return '–';
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.05) return `<0.1${NARROW_NO_BREAK_SPACE}%`;
  const text = percent < 9.95 ? percent.toFixed(1) : Math.round(percent).toString();
  return `${text}${NARROW_NO_BREAK_SPACE}%`;
}

/** formatChange formats a percent change with its sign: `+15`, `−15`, `±0`. */
export function formatChange(percent: number): string {
  if (percent === 0) return '±0';
  return percent > 0 ? `+${percent}` : `−${-percent}`;
}
