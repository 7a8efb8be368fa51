import type { TrafficTarget } from '#lib/knative/types.ts';
import { apportion } from '#lib/traffic/apportion.ts';
import type { TrafficEdit } from '#lib/traffic/edit.ts';
import { type EditRefusal, refusalOfPercent } from '#lib/traffic/refusal.ts';
import { LATEST, type RowKey, toRows } from '#lib/traffic/rows.ts';

/** Percent of each row: integers that sum to 100. An absent row holds 0. */
export type Shares = Readonly<Record<RowKey, number>>;

/** Percents that one key or click sets. */
export const PRESETS = [1, 5, 10, 25, 50, 100] as const;

/** toShares returns the share of each row in a list of targets. */
export function toShares(targets: readonly TrafficTarget[]): Shares {
  return Object.fromEntries(toRows(targets).map((row) => [row.key, row.percent]));
}

/**
 * fallbackRow returns the row that receives the rest when all others hold 0, among the unlocked rows of `order` other than `key`:
 * `@latest`, otherwise the latest ready revision's row, otherwise the only one left. Null when there is none of these.
 */
export function fallbackRow(
  order: readonly RowKey[],
  key: RowKey,
  locked: ReadonlySet<RowKey>,
  latestReady: RowKey | null,
): RowKey | null {
  const otherRows = order.filter((row) => row !== key && !locked.has(row));
  if (otherRows.includes(LATEST)) return LATEST;
  if (latestReady !== null && otherRows.includes(latestReady)) return latestReady;
  return otherRows.length === 1 ? (otherRows[0] ?? null) : null;
}

/**
 * setShare sets a row's percent and takes the difference from, or gives it to, the other unlocked rows in proportion to their shares in
 * `start`, the shares when the gesture began; so going to 100 and back restores them. When those all hold 0, the fallback row receives it.
 * A percent beyond what the unlocked rows can give is clamped. Refuses when nothing can move.
 */
export function setShare(
  start: Shares,
  order: readonly RowKey[],
  key: RowKey,
  percent: number,
  { locked, fallback }: { locked: ReadonlySet<RowKey>; fallback: RowKey | null },
): Shares | EditRefusal {
  if (!Number.isInteger(percent)) return refusalOfPercent(key, percent) ?? start;
  if (locked.has(key)) return { refused: `${key} is locked.` };
  const otherRows = [...new Set(fallback === null ? order : [...order, fallback])].filter(
    (row) => row !== key && !locked.has(row),
  );
  if (otherRows.length === 0) return { refused: 'All other rows are locked.' };
  const pool = held(start, key) + sum(otherRows.map((row) => held(start, row)));
  const share = Math.min(Math.max(percent, 0), pool);
  if (share === held(start, key)) return start;
  const weights = otherRows.map((row) => held(start, row));
  if (sum(weights) > 0)
    return withShares(start, [key, ...otherRows], [share, ...apportion(pool - share, weights)]);
  const receiver = fallback !== null && otherRows.includes(fallback) ? fallback : otherRows[0];
  if (otherRows.length > 1 && receiver !== fallback) {
    return { refused: `All other rows hold 0 %: raise the one that takes over from ${key}.` };
  }
  return withShares(
    start,
    [key, ...otherRows],
    [share, ...otherRows.map((row) => (row === receiver ? pool - share : 0))],
  );
}

/**
 * moveDivider moves the divider between two neighboring rows: a positive delta grows the left one. Only those two change; the divider stops
 * where either reaches 0.
 */
export function moveDivider(
  start: Shares,
  leftKey: RowKey,
  rightKey: RowKey,
  deltaPercent: number,
  { locked }: { locked: ReadonlySet<RowKey> },
): Shares | EditRefusal {
  if (!Number.isInteger(deltaPercent)) return { refused: `${deltaPercent} is not a whole number.` };
  const lockedKey = [leftKey, rightKey].find((key) => locked.has(key));
  if (lockedKey !== undefined) return { refused: `${lockedKey} is locked.` };
  const left = held(start, leftKey);
  const right = held(start, rightKey);
  const delta = Math.min(Math.max(deltaPercent, -left), right);
  return delta === 0 ? start : withShares(start, [leftKey, rightKey], [left + delta, right - delta]);
}

/** evenly divides the sum of the given unlocked rows into equal parts; when it does not divide evenly, the earlier ones are larger by 1. */
export function evenly(
  start: Shares,
  keys: readonly RowKey[],
  locked: ReadonlySet<RowKey>,
): Shares | EditRefusal {
  const rows = [...new Set(keys)].filter((row) => !locked.has(row));
  if (rows.length === 0) return { refused: 'All rows are locked.' };
  const pool = sum(rows.map((row) => held(start, row)));
  return withShares(
    start,
    rows,
    apportion(
      pool,
      rows.map(() => 1),
    ),
  );
}

/** changedPercents returns the edit that brings targets to the given shares; it names only the rows that differ. */
export function changedPercents(targets: readonly TrafficTarget[], shares: Shares): TrafficEdit {
  const before = toShares(targets);
  const changed = Object.entries(shares).filter(([row, percent]) => percent !== held(before, row));
  return { type: 'setPercents', percents: Object.fromEntries(changed) };
}

function held(shares: Shares, row: RowKey): number {
  return shares[row] ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** withShares does not add rows that held nothing and get nothing. */
function withShares(start: Shares, rows: readonly RowKey[], percents: readonly number[]): Shares {
  const next: Record<RowKey, number> = { ...start };
  for (const [index, row] of rows.entries()) {
    const percent = percents[index] ?? 0;
    if (percent !== 0 || row in start) next[row] = percent;
  }
  return next;
}
