import { type GateRow, segmentsOf } from '#lib/traffic-draft/gate-rows.ts';
import { revisionClass } from './segment-style.ts';

interface RoutedRailProps {
  rows: GateRow[];
  left: number;
  top: number;
  height: number;
}

/** RoutedRail is the thin line beside the bar: what is routed now, to compare with what is asked for. */
export function RoutedRail({ rows, left, top, height }: RoutedRailProps) {
  const routed = rows
    .filter((row) => (row.routedPercent ?? 0) > 0)
    .map((row) => ({ ...row, percent: row.routedPercent ?? 0 }));
  return (
    <div aria-hidden="true" title="Routed now" className="absolute w-1" style={{ left, top, height }}>
      {segmentsOf(routed).map(({ row, start, end }) => (
        <i
          key={row.key}
          style={{ top: `${start}%`, height: `${end - start}%` }}
          className={`absolute inset-x-0 rounded-full border-y border-panel bg-(--rev) bg-clip-padding ${revisionClass(row.colour)}`}
        />
      ))}
    </div>
  );
}
