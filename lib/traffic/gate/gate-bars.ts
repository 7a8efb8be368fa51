import type { GateRow } from '#lib/traffic/gate/gate-rows.ts';

/** A row's position on one of the gate's bars, in percent of the bar's length. */
export interface GateSegment {
  row: GateRow;
  percent: number;
  start: number;
  end: number;
  /** Whether the share that the draft requests for its revision equals what the Route sends to it now. */
  settled: boolean;
}

/** The gate's two bars: the draft's desired split, and what is routed now. */
export interface GateBars {
  desired: GateSegment[];
  routed: GateSegment[];
}

/**
 * toGateBars lays out both bars in row order. A revision that has its own row and is also `@latest` is routed once, in its own row.
 * Desired and routed shares are compared by revision. A row that had no share when the edit began and has none now has no place on the
 * desired bar; one that lost its share keeps its place, with no length.
 */
export function toGateBars(rows: readonly GateRow[]): GateBars {
  const desired = new Map<string, number>();
  const routed = new Map<string, number>();
  for (const row of rows) {
    const name = row.revisionName ?? row.key;
    desired.set(name, (desired.get(name) ?? 0) + row.percent);
    routed.set(name, (routed.get(name) ?? 0) + (row.routedPercent ?? 0));
  }
  const isSettled = (row: GateRow) => {
    const name = row.revisionName ?? row.key;
    return desired.get(name) === routed.get(name);
  };
  return {
    desired: lay(
      rows.filter((row) => row.percent > 0 || row.basePercent > 0),
      (row) => row.percent,
      isSettled,
    ),
    routed: lay(
      rows.filter((row) => (row.routedPercent ?? 0) > 0),
      (row) => row.routedPercent ?? 0,
      isSettled,
    ),
  };
}

function lay(
  rows: readonly GateRow[],
  percentOf: (row: GateRow) => number,
  isSettled: (row: GateRow) => boolean,
): GateSegment[] {
  let at = 0;
  return rows.map((row) => {
    const percent = percentOf(row);
    const start = at;
    at += percent;
    return { row, percent, start, end: at, settled: isSettled(row) };
  });
}
