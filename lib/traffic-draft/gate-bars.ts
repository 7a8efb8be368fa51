import type { GateRow } from '#lib/traffic-draft/gate-rows.ts';

/** A row's place on one of the gate's bars, in percent of its length. */
export interface GateSegment {
  row: GateRow;
  percent: number;
  start: number;
  end: number;
  /** Whether what the draft asks for its revision is what the Route sends to it now. */
  settled: boolean;
}

/** The two bars of the gate: what is asked for, as the draft stands, and what is routed now. */
export interface GateBars {
  asked: GateSegment[];
  routed: GateSegment[];
}

/**
 * toGateBars lays both bars out in the order of the rows. A revision that has a row of its own and is `@latest` too is routed as one,
 * in its own row; asked for and routed are compared by revision. A row that neither had a share when the edit began nor has one now
 * has no place on the bar of what is asked for; one that lost its share keeps its place, without length.
 */
export function toGateBars(rows: readonly GateRow[]): GateBars {
  const asked = new Map<string, number>();
  const routed = new Map<string, number>();
  for (const row of rows) {
    const name = row.revisionName ?? row.key;
    asked.set(name, (asked.get(name) ?? 0) + row.percent);
    routed.set(name, (routed.get(name) ?? 0) + (row.routedPercent ?? 0));
  }
  const isSettled = (row: GateRow) => {
    const name = row.revisionName ?? row.key;
    return asked.get(name) === routed.get(name);
  };
  return {
    asked: lay(
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
