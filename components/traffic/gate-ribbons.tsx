import { type GateRow, segmentsOf } from '#lib/traffic-draft/gate-rows.ts';
import { ribbonEnds, ribbonPath } from '#lib/traffic-draft/ribbon.ts';
import { revisionClass } from './segment-style.ts';
import type { RowBoxes } from './use-row-boxes.ts';

interface GateRibbonsProps {
  /** The rows that have a place in the bar, in bar order. */
  rows: GateRow[];
  boxes: RowBoxes;
  bar: { top: number; height: number };
  width: number;
}

/** GateRibbons draws one ribbon from each segment of the bar to its row; it moves only when shares or rows move. */
export function GateRibbons({ rows, boxes, bar, width }: GateRibbonsProps) {
  const boxOf = new Map(boxes.rows.map((box) => [box.key, box]));
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-y-0 left-0"
      width={width}
      height={boxes.height}
      viewBox={`0 0 ${width} ${boxes.height}`}
    >
      {segmentsOf(rows).map((segment) => {
        const box = boxOf.get(segment.row.key);
        if (box === undefined || segment.end === segment.start) return null;
        return (
          <path
            key={segment.row.key}
            className={revisionClass(segment.row.colour)}
            d={ribbonPath(ribbonEnds(segment, bar, box), width)}
            fill="var(--rev)"
            fillOpacity={0.24}
          />
        );
      })}
    </svg>
  );
}
